import type { GroupFilter, GroupSort } from '../../core/groups/group-page.ts';
import type { FromGroups, GroupsState, ToGroups } from '../../protocol/groups.ts';
import { fillColumns } from './columns.ts';
import { GroupChart } from './group-chart.ts';
import { GroupTableView } from './group-table.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromGroups): void };

const api = acquireVsCodeApi();
const post = (message: FromGroups): void => api.postMessage(message);

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page of groups has no ${id}`);
  return found;
}

const title = element('title', HTMLHeadingElement);
const summary = element('summary', HTMLParagraphElement);
const content = element('content', HTMLDivElement);
const columnList = element('column-list', HTMLDivElement);
const filter = element('filter', HTMLSelectElement);
const sort = element('sort', HTMLSelectElement);
const descending = element('descending', HTMLInputElement);
const previous = element('previous', HTMLButtonElement);
const next = element('next', HTMLButtonElement);
const page = element('page', HTMLSpanElement);
const baseline = element('baseline', HTMLButtonElement);
const aes = element('aes', HTMLSpanElement);
const notes = element('notes', HTMLUListElement);
const chart = new GroupChart(element('chart', HTMLCanvasElement));
const table = new GroupTableView(
  element('head', HTMLTableSectionElement),
  element('rows', HTMLTableSectionElement),
  post,
);
let shown: GroupsState | null = null;

function show(state: GroupsState | null): void {
  shown = state;
  content.hidden = state === null;
  if (!state) return;
  title.textContent = state.title;
  summary.textContent = summarise(state);
  filter.value = state.view.filter;
  sort.value = state.view.sort;
  descending.checked = state.view.descending;
  page.textContent = `${counted(state.found, 'problem')}, page ${state.view.page + 1} of ${state.pages}`;
  previous.disabled = state.view.page === 0;
  next.disabled = state.view.page + 1 >= state.pages;
  fillColumns(columnList, state.columns, post);
  baseline.textContent = state.baseline ? `Baseline: ${state.baseline.name}...` : 'Baseline...';
  aes.textContent = aesText(state.baseline);
  chart.show(state.points);
  table.show(state);
  notes.replaceChildren(...state.notes.map(note));
}

function note(text: string): HTMLLIElement {
  const line = document.createElement('li');
  line.textContent = text;
  return line;
}

function summarise({ figures, tokenizer, tokensExact }: GroupsState): string {
  const { problems, samples, graded, accuracy, meanTokens, solved, shortestTokens, limits } = figures;
  const tokens = (value: number | null) => `${Math.round(value ?? 0).toLocaleString('en')} tokens`;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const limited = limits.flatMap(({ limit, passRate }) =>
    passRate === null ? [] : [`${limit.toLocaleString('en')}: ${percent(passRate)}`],
  );
  return [
    `${counted(problems, 'problem')}, ${counted(samples, 'sample')}, ${graded.toLocaleString('en')} graded; mean ${tokens(meanTokens)} (${tokenizer}${tokensExact ? '' : ', an estimate'}).`,
    ...(accuracy === null ? [] : [`Accuracy ${percent(accuracy)}.`]),
    ...(solved === 0
      ? []
      : [
          `${counted(solved, 'problem')} with a right sample; the shortest one of each has ${tokens(shortestTokens)} on average.`,
        ]),
    ...(limited.length === 0 ? [] : [`Right within a limit of tokens: ${limited.join(', ')}.`]),
  ].join(' ');
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

function aesText(chosen: GroupsState['baseline']): string {
  if (!chosen)
    return 'AES (accuracy against length) needs a baseline: samples of the same problems, e.g. of the model before training.';
  const { overall, compared } = chosen;
  if (overall.kind === 'none') return `No AES. ${overall.why}`;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const tokens = (value: number) => Math.round(value).toLocaleString('en');
  const { score, before, after } = overall;
  return `AES ${score.toFixed(3)} over ${counted(compared, 'problem')} of both: right ${percent(before.accuracy)} → ${percent(after.accuracy)}, mean ${tokens(before.tokens)} → ${tokens(after.tokens)} tokens.`;
}

function changed(more: { readonly page?: number }): void {
  if (!shown) return;
  const view = {
    // The options of both lists are those of the page, which has no others.
    sort: sort.value as GroupSort,
    filter: filter.value as GroupFilter,
    descending: descending.checked,
    page: more.page ?? 0,
  };
  post({ kind: 'view', view });
}

baseline.addEventListener('click', () => post({ kind: 'baseline' }));
filter.addEventListener('change', () => changed({}));
sort.addEventListener('change', () => changed({}));
descending.addEventListener('change', () => changed({}));
previous.addEventListener('click', () => changed({ page: (shown?.view.page ?? 1) - 1 }));
next.addEventListener('click', () => changed({ page: (shown?.view.page ?? 0) + 1 }));
window.addEventListener('message', (event: MessageEvent<ToGroups>) => {
  if (event.data.kind === 'state') show(event.data.state);
});
new MutationObserver(() => shown && chart.show(shown.points)).observe(document.body, {
  attributes: true,
  attributeFilter: ['class', 'data-vscode-theme-kind'],
});
post({ kind: 'ready' });
