import { type BarDrawing, type ChartSpec, cellText, type PointDrawing } from './chart.ts';

const WIDTH = 760;
const HEIGHT = 320;
const LEFT = 70;
const TOP = 34;
const RIGHT = 16;
/** Room below the axis for labels that stand level, and for those that slant. */
const LEVEL = 56;
const SLANTED = 120;
/** Room that a character of a label takes, about. */
const CHARACTER = 6.4;
/** Bars are no wider than this. */
const WIDEST = 90;
/** Most labels that are written; between them some are left out. */
const MOST_LABELS = 40;

/** Colours of a picture; names of CSS colours or `var(...)`. */
export interface Paint {
  readonly ground: string;
  readonly text: string;
  readonly grid: string;
  /** One for each series. */
  readonly series: readonly [string, string];
}

/** For print: dark on white. */
export const PRINT: Paint = { ground: '#ffffff', text: '#222222', grid: '#cccccc', series: ['#1f6fb5', '#b35900'] };

/**
 * The chart as a picture: SVG with text as text, no script and no style sheet. What is hollow on screen is hollow here. Safe to
 * put into a page: every word is escaped.
 */
export function chartSvg({ title, drawing }: ChartSpec, paint: Paint = PRINT): string {
  const body = drawing.kind === 'bars' ? bars(drawing, paint) : points(drawing, paint);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" ` +
    `font-family="sans-serif" font-size="11"><title>${escaped(title)}</title>` +
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${paint.ground}"/>` +
    `<text x="${LEFT}" y="16" font-size="13" font-weight="bold" fill="${paint.text}">${escaped(title)}</text>${body}</svg>`
  );
}

/** The words as text of XML or HTML, also within an attribute. */
export function escaped(words: string): string {
  const marks: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  // Characters that XML cannot hold are left out.
  return words
    .replaceAll(/[&<>"']/g, (mark) => marks[mark] ?? '')
    .replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, (mark) => ('\t\n\r'.includes(mark) ? mark : ''));
}

/** The plane between the axes. */
interface Plane {
  readonly bottom: number;
  readonly top: number;
  readonly ticks: readonly number[];
}

function planeOf(largest: number, below: number, isWhole = false): Plane {
  const ticks = niceTicks(largest).filter((tick) => !isWhole || Number.isInteger(tick));
  return { bottom: HEIGHT - below, top: ticks.at(-1) ?? 1, ticks };
}

/** Four to eight round numbers from 0 to at least `largest`. */
export function niceTicks(largest: number): readonly number[] {
  if (!(largest > 0) || !Number.isFinite(largest)) return [0, 1];
  const power = 10 ** Math.floor(Math.log10(largest / 4));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => largest / each <= 6) ?? 10 * power;
  return Array.from({ length: Math.ceil(largest / step - 1e-9) + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  );
}

function heightAt(value: number, { bottom, top }: Plane): number {
  return bottom - (value / top) * (bottom - TOP);
}

function yAxis(plane: Plane, title: string, paint: Paint): string {
  const lines = plane.ticks.map((tick) => {
    const y = round(heightAt(tick, plane));
    const digits = Number.isInteger(tick) ? 0 : 1;
    return (
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}" stroke="${paint.grid}"/>` +
      `<text x="${LEFT - 6}" y="${y + 4}" text-anchor="end" fill="${paint.text}">${cellText(tick, digits)}</text>`
    );
  });
  const middle = (TOP + plane.bottom) / 2;
  return `${lines.join('')}<text transform="translate(14 ${middle}) rotate(-90)" text-anchor="middle" fill="${paint.text}">${escaped(title)}</text>`;
}

function xTitle(title: string, paint: Paint): string {
  const middle = (LEFT + WIDTH - RIGHT) / 2;
  return `<text x="${middle}" y="${HEIGHT - 8}" text-anchor="middle" fill="${paint.text}">${escaped(title)}</text>`;
}

function bars({ x, y, labels, series, stacked, means }: BarDrawing, paint: Paint): string {
  const sums = labels.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  const largest = series.flatMap(({ values }) => values).reduce((most, value) => Math.max(most, value), 0);
  const slot = (WIDTH - LEFT - RIGHT) / Math.max(1, labels.length);
  const slants = labels.some((label) => label.length * CHARACTER > slot);
  const isWhole = series.every(({ values }) => values.every(Number.isInteger));
  const top = stacked ? sums.reduce((most, value) => Math.max(most, value), 0) : largest;
  const plane = planeOf(top, slants ? SLANTED : LEVEL, isWhole);
  const across = stacked ? 1 : series.length;
  const width = Math.min(WIDEST, Math.max(0.5, (slot * 0.8) / across));
  const below = labels.map(() => 0);
  const drawn = series.flatMap(({ values, hollow }, row) =>
    values.map((value, at) => {
      const base = stacked ? (below[at] ?? 0) : 0;
      below[at] = base + value;
      const left = LEFT + (at + 0.5) * slot - (across * width) / 2 + (stacked ? 0 : row * width);
      const high = heightAt(base + value, plane);
      const colour = paint.series[(means && hollow?.[at] ? 1 : row) % 2] ?? paint.text;
      const fill = hollow?.[at] ? 'none' : colour;
      const height = round(heightAt(base, plane) - high);
      return `<rect x="${round(left)}" y="${round(high)}" width="${round(width)}" height="${height}" fill="${fill}" stroke="${colour}"/>`;
    }),
  );
  const every = Math.ceil(labels.length / MOST_LABELS);
  const words = labels.map((label, at) => {
    if (at % every !== 0) return '';
    const centre = round(LEFT + (at + 0.5) * slot);
    return slants ? slanted(label, centre, plane.bottom, paint) : level(label, centre, plane.bottom, paint);
  });
  return yAxis(plane, y, paint) + drawn.join('') + words.join('') + xTitle(x, paint) + legend(series, means, paint);
}

function level(label: string, x: number, bottom: number, paint: Paint): string {
  return `<text x="${x}" y="${bottom + 16}" text-anchor="middle" fill="${paint.text}">${escaped(label)}</text>`;
}

function slanted(label: string, x: number, bottom: number, paint: Paint): string {
  const short = label.length > 22 ? `${label.slice(0, 21)}…` : label;
  return `<text transform="translate(${x + 4} ${bottom + 12}) rotate(-40)" text-anchor="end" fill="${paint.text}">${escaped(short)}</text>`;
}

function legend(series: BarDrawing['series'], means: BarDrawing['means'], paint: Paint): string {
  if (series.length < 2 && !means) return '';
  const keys = means
    ? [
        { name: means.filled, isHollow: false },
        { name: means.hollow, isHollow: true },
      ]
    : series.map(({ name, hollow }) => ({ name, isHollow: hollow?.some(Boolean) ?? false }));
  const entries = keys.map(({ name, isHollow }, row) => {
    const x = WIDTH - RIGHT - (keys.length - row) * 130;
    const colour = paint.series[row % 2] ?? paint.text;
    const fill = isHollow ? 'none' : colour;
    return `<rect x="${x}" y="8" width="10" height="10" fill="${fill}" stroke="${colour}"/><text x="${x + 15}" y="17" fill="${paint.text}">${escaped(name)}</text>`;
  });
  return entries.join('');
}

function points({ x, y, points: all, top, diagonal }: PointDrawing, paint: Paint): string {
  const most = (values: readonly number[]) => values.reduce((largest, value) => Math.max(largest, value), 0);
  const plane = planeOf(top ?? most(all.map((point) => point.y)), LEVEL);
  const ticks = niceTicks(most(all.map((point) => point.x)));
  const right = ticks.at(-1) ?? 1;
  const placeAt = (value: number) => round(LEFT + (value / right) * (WIDTH - LEFT - RIGHT));
  const marks = ticks.map(
    (tick) =>
      `<text x="${placeAt(tick)}" y="${plane.bottom + 16}" text-anchor="middle" fill="${paint.text}">${cellText(tick)}</text>`,
  );
  const end = Math.min(right, plane.top);
  const line = diagonal
    ? `<line x1="${placeAt(0)}" y1="${round(heightAt(0, plane))}" x2="${placeAt(end)}" y2="${round(heightAt(end, plane))}" stroke="${paint.text}" stroke-dasharray="4 4"/>`
    : '';
  const dots = all.map(
    (point) =>
      `<circle cx="${placeAt(point.x)}" cy="${round(heightAt(point.y, plane))}" r="${round(point.size)}" fill="${paint.series[0]}" stroke="${paint.ground}"><title>${escaped(point.label)}</title></circle>`,
  );
  return yAxis(plane, y, paint) + marks.join('') + line + dots.join('') + xTitle(x, paint);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
