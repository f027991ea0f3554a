import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip } from 'chart.js';
import type { DashboardState } from '../../protocol/dashboard.ts';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

/** Bars of tokens per step in the theme's colours. Steps that can go are hollow, so that colour is not the only sign. */
export class StepChart {
  readonly #canvas: HTMLCanvasElement;
  readonly #reveal: (step: number) => void;
  #chart: Chart<'bar', number[], string> | null = null;

  constructor(canvas: HTMLCanvasElement, reveal: (step: number) => void) {
    this.#canvas = canvas;
    this.#reveal = reveal;
  }

  show(state: DashboardState): void {
    this.#chart?.destroy();
    const kept = themeColour('--vscode-charts-blue', '#3794ff');
    const canGo = themeColour('--vscode-charts-orange', '#d18616');
    const text = themeColour('--vscode-foreground', '#888888');
    const grid = themeColour('--vscode-widget-border', 'rgba(128,128,128,0.35)');
    this.#chart = new Chart(this.#canvas, {
      type: 'bar',
      data: {
        labels: state.steps.map((step) => String(step.index + 1)),
        datasets: [
          {
            data: state.steps.map((step) => step.tokens),
            backgroundColor: state.steps.map((step) => (step.flagged ? 'transparent' : kept)),
            borderColor: state.steps.map((step) => (step.flagged ? canGo : kept)),
            borderWidth: 1.5,
          },
        ],
      },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        onClick: (_event, hits) => {
          const hit = hits[0];
          const step = hit ? state.steps[hit.index] : undefined;
          if (step) this.#reveal(step.index);
        },
        plugins: { tooltip: { callbacks: tooltipText(state) } },
        scales: {
          x: { ticks: { color: text }, grid: { display: false }, title: { display: true, text: 'Step', color: text } },
          y: { ticks: { color: text }, grid: { color: grid }, title: { display: true, text: 'Tokens', color: text } },
        },
      },
    });
  }
}

function tooltipText(state: DashboardState) {
  return {
    title: (items: { dataIndex: number }[]) => `Step ${(items[0]?.dataIndex ?? 0) + 1}`,
    label: (item: { dataIndex: number }) => {
      const step = state.steps[item.dataIndex];
      return step ? `${step.tokens} tokens, ${step.kind}${step.flagged ? `; can go: ${step.reason}` : ''}` : '';
    },
  };
}

function themeColour(name: string, fallback: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;
}
