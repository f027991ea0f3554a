import type { Memento, Uri } from 'vscode';
import type { TableSort, TableView } from '../../protocol/table.ts';

const STATE = 'cotLens.tables';
/** Files whose table is remembered. */
const MOST = 50;

/** How a table looks that nobody has set up. */
export const FIRST_VIEW: TableView = {
  columns: ['line', 'question', 'tokens', 'steps', 'skippable', 'answer', 'correct', 'variants'],
  widths: {},
  filter: '',
  sort: null,
  top: 0,
};

/** The view of a file as it was left; what does not fit any more is as at first. */
export function savedView(state: Memento, uri: Uri): TableView {
  const kept = viewsIn(state)[uri.toString()];
  if (!isObject(kept)) return FIRST_VIEW;
  const { columns, widths, filter, sort, top } = kept;
  return {
    columns:
      Array.isArray(columns) && columns.length > 0
        ? columns.filter((each) => typeof each === 'string')
        : FIRST_VIEW.columns,
    widths: isObject(widths)
      ? Object.fromEntries(
          Object.entries(widths).filter((each): each is [string, number] => typeof each[1] === 'number'),
        )
      : {},
    filter: typeof filter === 'string' ? filter : '',
    sort: isSort(sort) ? sort : null,
    top: typeof top === 'number' && top >= 0 ? top : 0,
  };
}

/** Remembers a view; the views of the files that were looked at longest ago are forgotten. */
export async function saveView(state: Memento, uri: Uri, view: TableView): Promise<void> {
  const { [uri.toString()]: _before, ...others } = viewsIn(state);
  const kept = Object.entries(others).slice(-(MOST - 1));
  await state.update(STATE, Object.fromEntries([...kept, [uri.toString(), view]]));
}

function viewsIn(state: Memento): Readonly<Record<string, unknown>> {
  const views = state.get<unknown>(STATE);
  return isObject(views) ? views : {};
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSort(value: unknown): value is TableSort {
  return isObject(value) && typeof value.column === 'string' && typeof value.descending === 'boolean';
}
