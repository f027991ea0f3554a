import type { DashboardPage, FromDashboard, ToDashboard } from '../../protocol/dashboard.ts';
import { ChartView } from './chart-view.ts';
import { made } from './elements.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromDashboard): void };

const api = acquireVsCodeApi();
const post = (message: FromDashboard): void => api.postMessage(message);

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page of charts has no ${id}`);
  return found;
}

const title = element('title', HTMLHeadingElement);
const summary = element('summary', HTMLDivElement);
const announce = element('announce', HTMLParagraphElement);
const scopes = element('scopes', HTMLDivElement);
const scopeButtons = {
  trace: element('scope-trace', HTMLButtonElement),
  corpus: element('scope-corpus', HTMLButtonElement),
};
const report = element('report', HTMLButtonElement);
const reading = element('reading', HTMLSpanElement);
const share = element('share', HTMLProgressElement);
const soFar = element('so-far', HTMLSpanElement);
const stop = element('stop', HTMLButtonElement);
const go = element('go', HTMLButtonElement);
const charts = element('charts', HTMLDivElement);
const views = new Map<string, ChartView>();

function show(page: DashboardPage): void {
  title.textContent = page.title;
  summary.replaceChildren(...page.lines.map((line) => made('p', line)));
  scopes.hidden = page.scope === null;
  for (const scope of ['trace', 'corpus'] as const) {
    scopeButtons[scope].setAttribute('aria-pressed', String(page.scope === scope));
  }
  report.hidden = !page.reports;
  showProgress(page.progress);
  showCharts(page);
  say(page);
}

function showProgress(progress: DashboardPage['progress']): void {
  const focused = document.activeElement;
  const state = progress?.state ?? 'done';
  reading.hidden = state === 'done';
  share.value = progress?.share ?? 1;
  soFar.textContent = progress?.text ?? '';
  stop.hidden = state !== 'running';
  go.hidden = progress === null || state === 'running';
  go.textContent = state === 'stopped' ? 'Continue' : 'Read Again';
  // Whoever stopped it by the keyboard stands on the button that continues.
  if (focused === stop && stop.hidden) go.focus();
  if (focused === go && go.hidden) stop.focus();
}

function showCharts(page: DashboardPage): void {
  const wanted = new Set(page.charts.map(({ id }) => id));
  for (const [id, view] of views) {
    if (wanted.has(id)) continue;
    view.remove();
    views.delete(id);
  }
  for (const [at, spec] of page.charts.entries()) {
    const view = views.get(spec.id) ?? new ChartView(spec.id, at === 0 && page.charts.length === 1, post);
    if (!views.has(spec.id)) {
      views.set(spec.id, view);
      charts.insertBefore(view.element, charts.children[at] ?? null);
    }
    view.show(spec);
  }
}

/** Tells a screen reader of what is new, not of every figure that grows. */
function say({ title: name, progress, lines }: DashboardPage): void {
  const words =
    progress === null || progress.state === 'done'
      ? `${name}. ${lines.join(' ')}`
      : `${name}: ${progress.state === 'running' ? 'reading' : 'stopped'}`;
  if (announce.textContent !== words) announce.textContent = words;
}

for (const scope of ['trace', 'corpus'] as const) {
  scopeButtons[scope].addEventListener('click', () => post({ kind: 'scope', scope }));
}
report.addEventListener('click', () => post({ kind: 'report' }));
stop.addEventListener('click', () => post({ kind: 'stop' }));
go.addEventListener('click', () => post({ kind: 'go' }));
window.addEventListener('message', (event: MessageEvent<ToDashboard>) => {
  if (event.data.kind === 'page') show(event.data.page);
});
new MutationObserver(() => {
  for (const view of views.values()) view.repaint();
}).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
post({ kind: 'ready' });
