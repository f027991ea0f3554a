import type { TracePlace } from './distribution.ts';

/** A cell of a table. Null: there is no such figure. */
export type Cell = string | number | null;

/** A column of a chart's table. `digits` are shown after the point of numbers; files get them whole. */
export interface ChartColumn {
  readonly title: string;
  readonly numeric: boolean;
  readonly digits?: number;
  /** Holds long texts that may be cut where there is no room. */
  readonly isText?: true;
}

/** The table that says the same as a chart, in the order of its bars or points. */
export interface ChartTable {
  readonly columns: readonly ChartColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Bars of one sort, one for each label. */
export interface BarSeries {
  readonly name: string;
  readonly values: readonly number[];
  /** Which of them are drawn hollow; none when absent. Colour alone never tells. */
  readonly hollow?: readonly boolean[];
}

/** Bars side by side, or on top of each other where they are parts of a whole. */
export interface BarDrawing {
  readonly kind: 'bars';
  readonly x: string;
  readonly y: string;
  readonly labels: readonly string[];
  readonly series: readonly BarSeries[];
  readonly stacked?: true;
  /** What filled and hollow bars of one series are. */
  readonly means?: { readonly filled: string; readonly hollow: string };
}

/** A point; `size` is its radius in pixels. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly label: string;
}

/** Points in a plane from 0. */
export interface PointDrawing {
  readonly kind: 'points';
  readonly x: string;
  readonly y: string;
  readonly points: readonly ChartPoint[];
  /** Largest value of the y axis; by the points when absent. */
  readonly top?: number;
  /** A line where x and y are equal. */
  readonly diagonal?: true;
}

/**
 * A chart with its table. Bar i, point i and row i are about the same things; `opens` says that they can be opened. Data only, so
 * that a page, a file of numbers and a picture are made of the same.
 */
export interface ChartSpec {
  /** Kebab-case; unique on a page. */
  readonly id: string;
  readonly title: string;
  /** What the figures are and on how many traces they rest, a sentence or some. */
  readonly about: string;
  readonly drawing: BarDrawing | PointDrawing;
  readonly table: ChartTable;
  /** What each row opens, words to stand before its first cell: "Open traces:", "Go to step"; null when nothing. */
  readonly opens: string | null;
}

/** A chart and what its bars, points and rows open, in their order. */
export interface PlacedChart {
  readonly chart: ChartSpec;
  readonly places: readonly (() => readonly TracePlace[])[];
}

/** A number for people: "1,234", "12.5"; a text as it is; "-" where there is none. */
export function cellText(cell: Cell, digits = 0): string {
  if (cell === null) return '-';
  if (typeof cell === 'string') return cell;
  return cell.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The table as comma-separated values (RFC 4180), numbers whole, with a line of titles. */
export function chartCsv({ columns, rows }: ChartTable): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  return lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  // A spreadsheet takes such a beginning for a formula; the apostrophe makes it text there.
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
