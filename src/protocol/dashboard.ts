import type { ChartSpec } from '../core/statistics/chart.ts';

/** What the charts are about. */
export type DashboardScope = 'trace' | 'corpus';

/** How far the reading of a corpus is. */
export interface DashboardProgress {
  readonly state: 'running' | 'stopped' | 'done';
  /** In [0,1]. */
  readonly share: number;
  /** "1,000 of 100,000 records". */
  readonly text: string;
}

/** Everything that a page of charts shows. */
export interface DashboardPage {
  readonly title: string;
  /** Sentences above the charts. */
  readonly lines: readonly string[];
  /** Null where there is no other scope to switch to. */
  readonly scope: DashboardScope | null;
  /** Null where nothing is being read. */
  readonly progress: DashboardProgress | null;
  /** A report can be saved of it. */
  readonly reports: boolean;
  readonly charts: readonly ChartSpec[];
}

/** Messages to a page of charts. */
export type ToDashboard = { readonly kind: 'page'; readonly page: DashboardPage };

/** A picture or table of a chart; the page itself draws what is PNG. */
export type SaveFormat = 'png' | 'svg' | 'csv';

/** Messages from a page of charts: `row` is the 0-based place of a bar, point or row. */
export type FromDashboard =
  | { readonly kind: 'ready' }
  | { readonly kind: 'open'; readonly chart: string; readonly row: number }
  | { readonly kind: 'scope'; readonly scope: DashboardScope }
  | { readonly kind: 'stop' }
  | { readonly kind: 'go' }
  | { readonly kind: 'report' }
  | { readonly kind: 'save'; readonly chart: string; readonly format: SaveFormat; readonly png: Uint8Array | null };
