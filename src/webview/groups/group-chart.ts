import { Chart, LinearScale, PointElement, ScatterController, Tooltip } from 'chart.js';
import type { GroupPoint } from '../../core/groups/group-page.ts';

Chart.register(LinearScale, PointElement, ScatterController, Tooltip);

/** Weak in every theme: a line in the colour of borders would outshine the points in high contrast. */
const GRID = 'rgba(128,128,128,0.3)';

/** Share of right samples against mean tokens, one point a problem, in the theme's colours. */
export class GroupChart {
  readonly #canvas: HTMLCanvasElement;
  #chart: Chart<'scatter', { x: number; y: number }[]> | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  show(points: readonly GroupPoint[]): void {
    this.#chart?.destroy();
    const colour = themeColour('--vscode-charts-blue', '#3794ff');
    const text = themeColour('--vscode-foreground', '#888888');
    const axis = (words: string) => ({
      ticks: { color: text },
      grid: { color: GRID },
      title: { display: true, text: words, color: text },
    });
    this.#chart = new Chart(this.#canvas, {
      type: 'scatter',
      data: {
        datasets: [
          {
            data: points.map(({ tokens, accuracy }) => ({ x: tokens, y: 100 * accuracy })),
            pointBackgroundColor: 'transparent',
            pointBorderColor: colour,
            pointBorderWidth: 2,
            // Points at 0 % and 100 % stand whole.
            clip: false,
            pointRadius: points.map(({ samples }) => Math.min(9, 3 + Math.sqrt(samples))),
          },
        ],
      },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        plugins: { tooltip: { callbacks: { label: (item) => labelOf(points[item.dataIndex]) } } },
        scales: { x: { ...axis('Mean tokens'), min: 0 }, y: { ...axis('Right, %'), min: 0, max: 100 } },
      },
    });
  }
}

function labelOf(point: GroupPoint | undefined): string {
  if (!point) return '';
  return `${Math.round(100 * point.accuracy)} % of ${point.samples} samples, mean ${Math.round(point.tokens)} tokens`;
}

function themeColour(name: string, fallback: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;
}
