import type { ColumnKind, FieldRef, FilterColumn } from '../../core/filter/types.ts';

/** A column that the table has for every corpus. */
export interface TableColumn extends FilterColumn {
  readonly title: string;
  /** For people who filter by it. */
  readonly summary: string;
}

/** The columns of the table. A record with several traces is one row: its figures are sums, its texts those of the first. */
export const TABLE_COLUMNS: readonly TableColumn[] = [
  column('line', 'Line', 'number', 'Line of the record; its place in an array'),
  column('id', 'Id', 'text', 'Id of the trace'),
  column('question', 'Question', 'text', 'Question, else the beginning of the reasoning'),
  column('tokens', 'Tokens', 'number', 'Tokens of the reasoning'),
  column('steps', 'Steps', 'number', 'Steps of the reasoning'),
  column('skippable', 'Skippable', 'share', 'Share of the tokens that can go'),
  column('answer', 'Answer', 'text', 'Final answer'),
  column('correct', 'Correct', 'boolean', 'Right or wrong, where a reference answer or the record says so'),
  column('variants', 'Variants', 'number', 'Stored variants of the record as it is'),
  column('traces', 'Traces', 'number', 'Traces in the record'),
];

/** The column for label progress; shown where something counts labels (`TableSources.labelsOf`). */
export const LABELS_COLUMN: TableColumn = column('labels', 'Labels', 'share', 'Share of the steps that have a label');

/** Field columns are named by the field with this before it, so that they never clash with the others. */
const FIELD_PREFIX = '.';

/** What a column shows: one of the table's own, else a field of the record. */
export function refOf(column: string): FieldRef {
  return column.startsWith(FIELD_PREFIX)
    ? { kind: 'field', name: column.slice(FIELD_PREFIX.length) }
    : { kind: 'column', id: column };
}

/** The column that shows a field of the record. */
export function fieldColumn(name: string): string {
  return `${FIELD_PREFIX}${name}`;
}

function column(id: string, title: string, kind: ColumnKind, summary: string): TableColumn {
  return { id, title, kind, summary };
}
