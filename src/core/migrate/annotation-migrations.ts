import type { Migration } from './migrate.ts';

/**
 * Migrations of the rows of `<corpus>.annotations.jsonl`, in order; version 1 is the first. A change of the rows that old ones do
 * not fit adds one here and raises the `v` of the types.
 */
export const annotationMigrations: readonly Migration[] = [];
