import type { FromTable, TableAction, TableColumnInfo, TableJob, ToTable } from '../../protocol/table.ts';
import { GridView } from './grid.ts';
import { HeadView } from './head.ts';
import { JobsView } from './jobs.ts';
import { sizeOf } from './ranges.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromTable): void };

/** How long a person may pause in typing a filter before it runs, and in scrolling before the place is kept, in ms. */
const TYPING_MS = 350;
const KEEPING_MS = 500;

const api = acquireVsCodeApi();
const post = (message: FromTable): void => api.postMessage(message);

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page of the table has no ${id}`);
  return found;
}

const title = element('title', HTMLHeadingElement);
const filter = element('filter', HTMLInputElement);
const problem = element('problem', HTMLParagraphElement);
const columnList = element('column-list', HTMLFieldSetElement);
const notes = element('notes', HTMLUListElement);
const selected = element('selected', HTMLSpanElement);
const space = element('space', HTMLDivElement);
const headElement = element('head', HTMLDivElement);
const actions: readonly (readonly [TableAction, HTMLButtonElement])[] = [
  ['compress', element('compress', HTMLButtonElement)],
  ['export', element('export', HTMLButtonElement)],
  ['label', element('label', HTMLButtonElement)],
  ['copy', element('copy', HTMLButtonElement)],
];
const jobs = new JobsView(element('count', HTMLSpanElement), element('jobs', HTMLSpanElement), (job: TableJob) =>
  post({ kind: 'cancel', job }),
);
let offered: readonly TableColumnInfo[] = [];
let shown: readonly string[] = [];
let widths: Readonly<Record<string, number>> = {};
let typing: ReturnType<typeof setTimeout> | null = null;
let keeping: ReturnType<typeof setTimeout> | null = null;
let keptTop = 0;

const head = new HeadView(headElement, space, {
  sort: (sort) => {
    head.sorted(sort);
    post({ kind: 'sort', sort });
  },
  resized: (changed, done) => {
    widths = { ...changed };
    if (done) keepView();
  },
});
const grid = new GridView(
  { grid: element('grid', HTMLDivElement), space, head: headElement, rows: element('rows', HTMLDivElement) },
  post,
  () => {
    showChosen();
    if (grid.top !== keptTop) keepView();
  },
);

function keepView(): void {
  if (keeping !== null) clearTimeout(keeping);
  keeping = setTimeout(() => {
    keptTop = grid.top;
    post({ kind: 'view', widths, top: keptTop });
  }, KEEPING_MS);
}

function showChosen(): void {
  const count = sizeOf(grid.chosen);
  const text = count === 0 ? '' : `${count.toLocaleString('en')} chosen`;
  if (selected.textContent !== text) selected.textContent = text;
  for (const [, button] of actions) button.disabled = count === 0;
}

function showColumns(ids: readonly string[], forget: boolean): void {
  shown = ids;
  const columns = ids.flatMap((id) => offered.find((each) => each.id === id) ?? []);
  head.show(columns, widths, null);
  grid.setColumns(columns, forget);
}

function showTable(message: ToTable & { readonly kind: 'table' }): void {
  const { name, columns, view } = message;
  title.textContent = name;
  offered = columns;
  widths = view.widths;
  filter.value = view.filter;
  head.forget();
  showColumns(view.columns, true);
  head.sorted(view.sort);
  keptTop = view.top;
  grid.startAt(view.top);
  // Keys should reach the rows at once, but a person who types in the filter is not interrupted.
  if (document.hasFocus() && document.activeElement === document.body) element('grid', HTMLDivElement).focus();
  notes.replaceChildren(...message.notes.map(listItem));
  const names = document.getElementById('column-names');
  if (names) names.textContent = columns.flatMap(({ id, kind }) => (kind === 'field' ? [] : [id])).join(', ');
  columnList.replaceChildren(...[...columnList.querySelectorAll('legend')], ...columns.map(columnChoice));
}

function listItem(text: string): HTMLLIElement {
  const item = document.createElement('li');
  item.textContent = text;
  return item;
}

function columnChoice({ id, title: name, summary }: TableColumnInfo): HTMLLabelElement {
  const label = document.createElement('label');
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = shown.includes(id);
  box.addEventListener('change', () => {
    const order = offered.map((each) => each.id);
    const chosen = box.checked ? [...shown, id] : shown.filter((each) => each !== id);
    // The last column stays: a table without columns could not be put right.
    if (chosen.length === 0) {
      box.checked = true;
      return;
    }
    const sorted = [...chosen].sort((a, b) => order.indexOf(a) - order.indexOf(b));
    showColumns(sorted, true);
    post({ kind: 'columns', ids: sorted });
  });
  label.title = summary;
  label.append(box, ` ${name}`);
  return label;
}

function showProblems({ problems }: ToTable & { readonly kind: 'problems' }): void {
  const [first] = problems;
  problem.hidden = first === undefined;
  filter.setAttribute('aria-invalid', String(first !== undefined));
  if (!first) return;
  const part = filter.value.slice(first.start, first.end);
  problem.textContent = `${first.message} At character ${first.start + 1}${part === '' ? ', at the end' : `: ${part}`}`;
}

function runFilter(): void {
  if (typing !== null) clearTimeout(typing);
  typing = null;
  post({ kind: 'filter', text: filter.value });
}

filter.addEventListener('input', () => {
  if (typing !== null) clearTimeout(typing);
  typing = setTimeout(runFilter, TYPING_MS);
});
filter.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') runFilter();
  if (event.key === 'Escape' && filter.value !== '') {
    filter.value = '';
    runFilter();
  }
  if (event.key === 'ArrowDown') element('grid', HTMLDivElement).focus();
});
for (const [button, panel] of [
  ['help', 'help-text'],
  ['columns', 'column-list'],
] as const) {
  const opener = element(button, HTMLButtonElement);
  const opened = element(panel, HTMLElement);
  opener.addEventListener('click', () => {
    opened.hidden = !opened.hidden;
    opener.setAttribute('aria-expanded', String(!opened.hidden));
  });
}
element('compute', HTMLButtonElement).addEventListener('click', () => post({ kind: 'compute' }));
for (const [action, button] of actions) {
  button.addEventListener('click', () =>
    post({ kind: 'act', action, generation: grid.generation, ranges: grid.chosen }),
  );
}
window.addEventListener('message', ({ data }: MessageEvent<ToTable>) => {
  if (data.kind === 'table') showTable(data);
  if (data.kind === 'order') grid.setOrder(data.generation, data.count);
  if (data.kind === 'rows') grid.take(data.generation, data.rows);
  if (data.kind === 'sorted') head.sorted(data.sort);
  if (data.kind === 'job') jobs.show(data);
  if (data.kind === 'problems') showProblems(data);
  if (data.kind === 'distribution') head.distribution(data);
});
post({ kind: 'ready' });
