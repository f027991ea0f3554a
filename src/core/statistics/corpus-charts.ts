import type { PlacedChart } from './chart.ts';
import type { CorpusStatistics, CorpusSums } from './corpus-statistics.ts';
import { type LabelFigures, labelCharts } from './label-figures.ts';
import { type ChartFrame, efficiencyChart, lengthCharts } from './length-charts.ts';
import { redundancyCharts } from './redundancy-charts.ts';
import { strategyChart, verdictCharts } from './result-charts.ts';
import type { VerdictFigures } from './verdict-figures.ts';

/** All that is known of a corpus, or of the part of it that was read. */
export interface CorpusFigures {
  readonly statistics: CorpusStatistics;
  /** Null while samples are still being read: a problem is graded when all of its samples are known. */
  readonly verdicts: VerdictFigures | null;
  /** Null where labels were not looked at. */
  readonly labels: LabelFigures | null;
  /** Records of the corpus; `statistics.sums.records` of them were read. */
  readonly records: number;
  readonly tokenizer: string;
  /** False when token counts are estimates. */
  readonly tokensExact: boolean;
}

/** On how many traces figures rest: "All 12 traces.", "1,000 traces so far, in 1,000 of 100,000 records." */
export function restText(sums: CorpusSums, records: number): string {
  const figure = (value: number) => value.toLocaleString('en');
  const traces = `${figure(sums.traces)} ${sums.traces === 1 ? 'trace' : 'traces'}`;
  if (sums.records < records) {
    return `${traces} so far, in ${figure(sums.records)} of ${figure(records)} records.`;
  }
  return sums.traces === 1 ? 'One trace, the only one.' : `All ${traces}.`;
}

/** The charts of a corpus, those left out of which nothing is known. */
export function corpusCharts({
  statistics,
  verdicts,
  labels,
  records,
  tokensExact,
}: CorpusFigures): readonly PlacedChart[] {
  const rest = restText(statistics.sums, records);
  const frame: ChartFrame = { rest, tokens: tokensExact ? 'tokens' : 'tokens (estimate)' };
  const graded = verdicts === null ? null : { ...frame, rest: gradedRest(verdicts, statistics.sums, rest) };
  return [
    ...lengthCharts(statistics, frame),
    ...redundancyCharts(statistics, frame),
    ...efficiencyChart(statistics, frame),
    ...strategyChart(statistics, frame),
    ...(verdicts && graded ? verdictCharts(verdicts, graded) : []),
    ...(labels ? labelCharts(labels, frame) : []),
  ];
}

/** What a person should know of a corpus before its charts, a sentence each. */
export function corpusLines({
  statistics,
  verdicts,
  records,
  tokenizer,
  tokensExact,
}: CorpusFigures): readonly string[] {
  const { sums, strategies } = statistics;
  const [outcome, news] = [statistics.outcome.mean, statistics.process.mean];
  const figure = (value: number) => value.toLocaleString('en');
  const share = sums.stepTokens === 0 ? 0 : (100 * sums.flaggedTokens) / sums.stepTokens;
  const lines = [
    restText(sums, records),
    `${figure(sums.steps)} steps, ${figure(sums.tokens)} tokens of reasoning with ${tokenizer}${tokensExact ? '' : ' (not exact)'}.`,
    `${figure(sums.flaggedSteps)} steps can go: ${figure(sums.flaggedTokens)} tokens, ${share.toFixed(1)} % of the steps' tokens.`,
  ];
  if (outcome !== null && news !== null) {
    const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
    lines.push(`Mean outcome efficiency ${percent(outcome)}, process ${percent(news)}.`);
  }
  if (sums.withoutTrace > 0) lines.push(`${figure(sums.withoutTrace)} records have no trace.`);
  if (sums.withError > 0) lines.push(`${figure(sums.withError)} records have an error.`);
  if (verdicts !== null && verdicts.gradedProblems === 0)
    lines.push('No answer can be graded: no reference, no verdict, no vote.');
  if (strategies.size === 0) lines.push('No variants are stored beside it.');
  return lines;
}

/** Grades may rest on fewer traces than the rest. */
function gradedRest({ samples }: VerdictFigures, sums: CorpusSums, rest: string): string {
  if (samples >= sums.traces) return rest;
  const figure = (value: number) => value.toLocaleString('en');
  return `The first ${figure(samples)} of ${figure(sums.traces)} traces: more are not grouped, to keep memory small.`;
}
