import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  LinearScale,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';
import type { BarDrawing, PointDrawing } from '../../core/statistics/chart.ts';
import { themeColour } from './elements.ts';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, PointElement, ScatterController, Tooltip);

/** Colours of the theme that a chart is drawn in. */
interface Colours {
  readonly series: readonly [string, string];
  readonly text: string;
  readonly grid: string;
  readonly ground: string;
}

/** A chart on a canvas, in the theme's colours. What can go is hollow, so that colour is not the only sign. */
export class DrawnChart {
  readonly #canvas: HTMLCanvasElement;
  readonly #open: (row: number) => void;
  #chart: Chart | null = null;

  constructor(canvas: HTMLCanvasElement, open: (row: number) => void) {
    this.#canvas = canvas;
    this.#open = open;
  }

  show(drawing: BarDrawing | PointDrawing): void {
    this.#chart?.destroy();
    const colours: Colours = {
      series: [themeColour('--vscode-charts-blue', '#3794ff'), themeColour('--vscode-charts-orange', '#d18616')],
      text: themeColour('--vscode-foreground', '#888888'),
      grid: themeColour('--vscode-widget-border', 'rgba(128,128,128,0.35)'),
      ground: themeColour('--vscode-editor-background', '#ffffff'),
    };
    const open = (_event: unknown, hits: readonly { readonly index: number }[]) => {
      const hit = hits[0];
      if (hit) this.#open(hit.index);
    };
    const config = drawing.kind === 'bars' ? barConfig(drawing, colours) : pointConfig(drawing, colours);
    config.options = {
      ...config.options,
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      onClick: open,
    };
    this.#chart = new Chart(this.#canvas, config);
  }

  destroy(): void {
    this.#chart?.destroy();
  }

  /** The picture as it is drawn, on the ground of the editor, as the bytes of a PNG file; null when it cannot be made. */
  async png(): Promise<Uint8Array | null> {
    const copy = document.createElement('canvas');
    copy.width = this.#canvas.width;
    copy.height = this.#canvas.height;
    const context = copy.getContext('2d');
    if (!context) return null;
    context.fillStyle = themeColour('--vscode-editor-background', '#ffffff');
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(this.#canvas, 0, 0);
    const blob = await new Promise<Blob | null>((done) => copy.toBlob(done, 'image/png'));
    return blob === null ? null : new Uint8Array(await blob.arrayBuffer());
  }
}

function axis(title: string, { text, grid }: Colours, lines: boolean, isWhole = false) {
  return {
    ticks: { color: text, ...(isWhole ? { precision: 0 } : {}) },
    grid: lines ? { color: grid, lineWidth: 0.5 } : { display: false },
    title: { display: true, text: title, color: text },
  };
}

function barConfig({ labels, series, stacked, x, y }: BarDrawing, colours: Colours): ChartConfiguration {
  const isOne = series.length === 1;
  const isWhole = series.every(({ values }) => values.every(Number.isInteger));
  const datasets = series.map(({ name, values, hollow }, row) => {
    // In one series hollow bars have the second colour as well; of two series each has its own.
    const colourAt = (at: number) => colours.series[isOne ? Number(hollow?.[at] ?? false) : row % 2] ?? colours.text;
    return {
      label: name,
      data: [...values],
      backgroundColor: values.map((_, at) => (hollow?.[at] ? 'transparent' : colourAt(at))),
      borderColor: values.map((_, at) => colourAt(at)),
      borderWidth: 1.5,
      maxBarThickness: 90,
    };
  });
  return {
    type: 'bar',
    data: { labels: [...labels], datasets },
    options: {
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: { ...axis(x, colours, false), stacked: stacked === true },
        y: { ...axis(y, colours, true, isWhole), stacked: stacked === true, beginAtZero: true },
      },
    },
  };
}

function pointConfig({ points, x, y, top, diagonal }: PointDrawing, colours: Colours): ChartConfiguration {
  return {
    type: 'scatter',
    data: {
      datasets: [
        {
          data: points.map((point) => ({ x: point.x, y: point.y })),
          pointBackgroundColor: colours.series[0],
          pointBorderColor: colours.ground,
          pointBorderWidth: 1,
          clip: false,
          pointRadius: points.map(({ size }) => size),
        },
      ],
    },
    options: {
      plugins: { tooltip: { callbacks: { label: (item) => points[item.dataIndex]?.label ?? '' } } },
      scales: {
        x: { ...axis(x, colours, false), min: 0 },
        y: { ...axis(y, colours, true), min: 0, ...(top === undefined ? {} : { max: top }) },
      },
    },
    plugins: diagonal ? [{ id: 'diagonal', afterDatasetsDraw: (chart) => drawDiagonal(chart, colours.text) }] : [],
  };
}

/** A dashed line where x and y are equal. */
function drawDiagonal({ ctx, scales }: Chart, colour: string): void {
  const { x, y } = scales;
  if (!x || !y) return;
  const end = Math.min(x.max, y.max);
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.setLineDash([4, 4]);
  ctx.beginPath();
  ctx.moveTo(x.getPixelForValue(0), y.getPixelForValue(0));
  ctx.lineTo(x.getPixelForValue(end), y.getPixelForValue(end));
  ctx.stroke();
  ctx.restore();
}
