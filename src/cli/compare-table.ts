import { type Comparison, pairsByChange } from '../core/statistics/comparison.ts';
import { CHANGES, comparisonLines, type SideNames } from '../core/statistics/comparison-charts.ts';
import { printable } from './console.ts';
import { type Column, figure, percent, tableHead, tableRow } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'problem', width: 44, align: 'left' },
  { title: 'answers', width: 18, align: 'left' },
  { title: 'A tokens', width: 9, align: 'right' },
  { title: 'B tokens', width: 9, align: 'right' },
  { title: 'B / A', width: 8, align: 'right' },
  { title: 'A steps', width: 8, align: 'right' },
  { title: 'B steps', width: 8, align: 'right' },
  { title: 'A line', width: 7, align: 'right' },
  { title: 'B line', width: 7, align: 'right' },
];

/** A comparison for people: the sums, and a row for each problem, what got wrong first. */
export function comparisonTable(comparison: Comparison, names: SideNames): string {
  const exact = names.tokens === 'tokens';
  const mean = (value: number) => figure(Math.round(value), exact);
  const rows = pairsByChange(comparison).map(({ question, change, a, b, ratio }) =>
    tableRow(COLUMNS, [
      question ?? 'no question',
      CHANGES[change],
      mean(a.meanTokens),
      mean(b.meanTokens),
      percent(ratio),
      a.meanSteps.toFixed(1),
      b.meanSteps.toFixed(1),
      String(a.first.line),
      String(b.first.line),
    ]),
  );
  const lone = [
    ...comparison.onlyA.map(({ question, side }) => `only in A, line ${side.first.line}: ${question ?? 'no question'}`),
    ...comparison.onlyB.map(({ question, side }) => `only in B, line ${side.first.line}: ${question ?? 'no question'}`),
  ];
  const head = comparisonLines(comparison, names).map((line) => `${printable(line)}\n`);
  const table = rows.length === 0 ? '' : `\n${tableHead(COLUMNS)}${rows.join('')}`;
  const rest = lone.map((line) => `${printable(line).replaceAll(/\s+/g, ' ').slice(0, 120)}\n`);
  return `${head.join('')}${table}${rest.length === 0 ? '' : '\n'}${rest.join('')}`;
}
