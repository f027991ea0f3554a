import { type Disposable, type Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { PlacedChart } from '../../core/statistics/chart.ts';
import type { DashboardPage, FromDashboard, ToDashboard } from '../../protocol/dashboard.ts';
import { pageOptions, webviewPage } from '../webview-page.ts';
import { CHARTS_BODY } from './page.ts';
import { saveChart } from './save-chart.ts';

/** A page without its charts, which the panel keeps together with what they open. */
export type PageFrame = Omit<DashboardPage, 'charts'>;

/** What a panel of charts is told and asks for. */
export interface ChartsPanelParts {
  readonly extensionUri: Uri;
  readonly viewType: string;
  readonly title: string;
  readonly column: ViewColumn;
  /** Where a file is offered to be saved; null for the editor's own place. */
  folder(): Uri | null;
  /** Everything but saving a chart. A chart that is gone by now is told of nothing. */
  receive(message: Exclude<FromDashboard, { readonly kind: 'save' | 'open' | 'ready' }>): void;
  open(placed: PlacedChart, row: number, column: ViewColumn): void;
  closed(): void;
}

/** A webview with charts: shows pages, remembers the last one, and saves its charts as files. */
export class ChartsPanel implements Disposable {
  readonly #parts: ChartsPanelParts;
  readonly #panel: WebviewPanel;
  #frame: PageFrame | null = null;
  #charts: readonly PlacedChart[] = [];

  constructor(parts: ChartsPanelParts) {
    const { extensionUri, viewType, title, column } = parts;
    this.#parts = parts;
    const place = { viewColumn: column, preserveFocus: true };
    const options = { ...pageOptions(extensionUri), retainContextWhenHidden: true };
    this.#panel = window.createWebviewPanel(viewType, title, place, options);
    this.#panel.onDidDispose(() => parts.closed());
    this.#panel.webview.onDidReceiveMessage((message: FromDashboard) => this.#receive(message));
    this.#panel.webview.html = webviewPage(this.#panel.webview, extensionUri, {
      title,
      script: 'dashboard.js',
      styles: ['dashboard.css'],
      body: CHARTS_BODY,
    });
  }

  dispose(): void {
    this.#panel.dispose();
  }

  /** Where a trace is opened so that the charts stay in view. */
  get #columnBeside(): ViewColumn {
    return this.#panel.viewColumn === ViewColumn.One ? ViewColumn.Two : ViewColumn.One;
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  /** Shows a page in place of the one that is there. */
  async show(frame: PageFrame, charts: readonly PlacedChart[]): Promise<void> {
    this.#frame = frame;
    this.#charts = charts;
    await this.#post();
  }

  #receive(message: FromDashboard): void {
    switch (message.kind) {
      case 'ready':
        void this.#post();
        return;
      case 'open':
      case 'save': {
        const placed = this.#charts.find(({ chart }) => chart.id === message.chart);
        if (!placed) return;
        if (message.kind === 'open') this.#parts.open(placed, message.row, this.#columnBeside);
        else void saveChart(placed.chart, message.format, message.png, this.#parts.folder());
        return;
      }
      default:
        this.#parts.receive(message);
    }
  }

  async #post(): Promise<void> {
    if (!this.#frame) return;
    const message: ToDashboard = {
      kind: 'page',
      page: { ...this.#frame, charts: this.#charts.map(({ chart }) => chart) },
    };
    await this.#panel.webview.postMessage(message);
  }
}
