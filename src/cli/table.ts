import { printable } from './console.ts';

/** A column of a table that is printed row by row, so that its width is fixed from the start. */
export interface Column {
  readonly title: string;
  readonly width: number;
  readonly align: 'left' | 'right';
}

/** One row; a text that is too long for its column is cut with "…". Line breaks and control characters are made harmless. */
export function tableRow(columns: readonly Column[], cells: readonly string[]): string {
  const parts = columns.map(({ width, align }, index) => {
    const cell = cutTo(printable(cells[index] ?? '').replace(/\s+/g, ' '), width);
    return align === 'left' ? cell.padEnd(width) : cell.padStart(width);
  });
  return `${parts.join('  ').trimEnd()}\n`;
}

export function tableHead(columns: readonly Column[]): string {
  return tableRow(
    columns,
    columns.map(({ title }) => title),
  );
}

function cutTo(text: string, width: number): string {
  if (text.length <= width) return text;
  const cut = text.slice(0, width - 1);
  // Never half of a surrogate pair.
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** "1,234", with "~" before it when it is an estimate. */
export function figure(value: number, exact = true): string {
  return `${exact ? '' : '~'}${value.toLocaleString('en')}`;
}

/** "12.5 %" of a share in [0,1]. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
