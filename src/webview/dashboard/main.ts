import type { DashboardState, FromDashboard, ToDashboard } from '../../protocol/dashboard.ts';
import { StepChart } from './step-chart.ts';
import { fillTable } from './step-table.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromDashboard): void };

const api = acquireVsCodeApi();
const reveal = (step: number) => api.postMessage({ kind: 'reveal', step });

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The dashboard page has no ${id}`);
  return found;
}

const title = element('title', HTMLHeadingElement);
const summary = element('summary', HTMLParagraphElement);
const agents = element('agents', HTMLUListElement);
const rows = element('rows', HTMLTableSectionElement);
const view = element('view', HTMLElement);
const chart = new StepChart(element('chart', HTMLCanvasElement), reveal);
let shown: DashboardState | null = null;

function show(state: DashboardState | null): void {
  shown = state;
  view.hidden = state === null;
  if (!state) {
    title.textContent = 'No trace is open';
    summary.textContent = 'Open a trace document to see what its steps cost.';
    return;
  }
  title.textContent = state.title;
  summary.textContent = summarise(state);
  agents.replaceChildren(...state.agents.map(line));
  chart.show(state);
  fillTable(rows, state, reveal);
}

function line(text: string): HTMLLIElement {
  const made = document.createElement('li');
  made.textContent = text;
  return made;
}

function summarise(state: DashboardState): string {
  const flagged = state.steps.filter((step) => step.flagged).length;
  const stepTokens = state.steps.reduce((sum, step) => sum + step.tokens, 0);
  const share = stepTokens > 0 ? Math.round((100 * state.flaggedTokens) / stepTokens) : 0;
  const counts = `${state.steps.length} steps, ${state.reasoningTokens.toLocaleString('en')} tokens`;
  const estimate = state.tokensExact ? '' : ' (estimate)';
  const canGo = `${flagged} steps can go: ${state.flaggedTokens.toLocaleString('en')} tokens, ${share} %.`;
  return [`${counts} with ${state.tokenizer}${estimate}.`, canGo, ...state.efficiency].join(' ');
}

window.addEventListener('message', (event: MessageEvent<ToDashboard>) => {
  if (event.data.kind === 'state') show(event.data.state);
});
new MutationObserver(() => shown && chart.show(shown)).observe(document.body, {
  attributes: true,
  attributeFilter: ['class', 'data-vscode-theme-kind'],
});
api.postMessage({ kind: 'ready' });
