import type { ChartTable } from '../../core/statistics/chart.ts';
import type { Comparison } from '../../core/statistics/comparison.ts';
import { comparisonCharts, comparisonLines, type SideNames } from '../../core/statistics/comparison-charts.ts';
import { type CorpusFigures, corpusCharts, corpusLines } from '../../core/statistics/corpus-charts.ts';
import type { CorpusStatistics } from '../../core/statistics/corpus-statistics.ts';
import type { Report } from './report.ts';

/** The report on some corpora; `parts` are the statistics of each. */
export function corpusReport(
  figures: CorpusFigures,
  names: readonly string[],
  parts: readonly CorpusStatistics[],
  madeBy: string,
): Report {
  return {
    title: names.length === 1 ? `Report on ${names[0] ?? ''}` : `Report on ${names.length} files`,
    files: names,
    lines: corpusLines(figures),
    overview: names.length > 1 ? overviewOf(names, parts) : null,
    charts: corpusCharts(figures).map(({ chart }) => chart),
    madeBy,
  };
}

function overviewOf(names: readonly string[], parts: readonly CorpusStatistics[]): ChartTable {
  return {
    columns: [
      { title: 'File', numeric: false },
      { title: 'Traces', numeric: true },
      { title: 'Steps', numeric: true },
      { title: 'Tokens', numeric: true },
      { title: 'Mean tokens', numeric: true, digits: 1 },
      { title: 'Can go, %', numeric: true, digits: 1 },
    ],
    rows: parts.map(({ sums, tokens }, at) => [
      names[at] ?? '',
      sums.traces,
      sums.steps,
      sums.tokens,
      tokens.mean,
      sums.stepTokens === 0 ? null : (100 * sums.flaggedTokens) / sums.stepTokens,
    ]),
  };
}

/** The report on a comparison. */
export function comparisonReport(comparison: Comparison, names: SideNames, madeBy: string): Report {
  return {
    title: `${names.a} and ${names.b} compared`,
    files: [names.a, names.b],
    lines: comparisonLines(comparison, names),
    overview: null,
    charts: comparisonCharts(comparison, names).map(({ chart }) => chart),
    madeBy,
  };
}
