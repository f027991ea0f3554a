import { refOf } from '../../app/table/columns.ts';
import type { TableRow, TableSources } from '../../app/table/table-row.ts';
import type { JsonValue } from '../../base/json.ts';
import { UNKNOWN } from '../../core/filter/types.ts';
import type { TableRowData } from '../../protocol/table.ts';

const LONGEST_CELL = 200;

/** Goes to the record at a position and reads its traces. False when there is none. */
export async function readRow(row: TableRow, { corpus }: TableSources, position: number): Promise<boolean> {
  const span = corpus.span(position);
  if (!span) return false;
  row.move(position, span, await corpus.source.read(span.start, span.end), span.start);
  await row.raise();
  return true;
}

/** The shown cells of a row that was read. */
export function cellsOf(row: TableRow, place: number, columns: readonly string[]): TableRowData {
  const values = columns.map((column) => row.valueOf(refOf(column)));
  return {
    place,
    cells: values.map((value, index) => (value === UNKNOWN ? '' : cellText(columns[index] ?? '', value))),
    pending: values.flatMap((value, index) => (value === UNKNOWN ? [index] : [])),
  };
}

/** A value as a cell shows it; empty when it is not there. */
export function cellText(column: string, value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  if (column === 'line') return String(value);
  if (column === 'correct') return value === true ? 'right' : 'wrong';
  if (column === 'skippable' || column === 'labels') return `${Math.round(Number(value) * 100)} %`;
  if (typeof value === 'number') return refOf(column).kind === 'field' ? String(value) : value.toLocaleString('en');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text
    .slice(0, LONGEST_CELL * 2)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_CELL);
}
