import type { Migration } from './migrate.ts';

/**
 * Migrations of the rows of `<corpus>.variants.jsonl`, in order; version 1 is the first. A change of `VariantRow` that
 * old rows do not fit adds one here and raises the `v` of the type.
 */
export const variantMigrations: readonly Migration[] = [];
