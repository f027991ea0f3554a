import type { PlacedChart } from './chart.ts';
import type { CorpusStatistics } from './corpus-statistics.ts';
import type { Distribution } from './distribution.ts';
import { spreadText } from './quantile-text.ts';

/** What charts say besides their figures. */
export interface ChartFrame {
  /** On how many traces the figures rest, a sentence: "All 12 traces." */
  readonly rest: string;
  /** "tokens", or "tokens (estimate)". */
  readonly tokens: string;
}

interface Words {
  readonly id: string;
  readonly title: string;
  /** What a value is, for the axis and the column: "Tokens of the reasoning". */
  readonly value: string;
  readonly about: string;
  readonly unit: '' | '%';
}

/** How many traces have how large a value; no chart without values. */
export function spreadChart(values: Distribution, words: Words, rest: string): readonly PlacedChart[] {
  if (values.count === 0) return [];
  const bars = values.bars();
  const { id, title, value, about, unit } = words;
  const rests = values.count === 0 ? rest : `${spreadText(values, unit)} ${rest}`;
  return [
    {
      chart: {
        id,
        title,
        about: `${about} ${rests}`.trim(),
        drawing: {
          kind: 'bars',
          x: value,
          y: 'Traces',
          labels: bars.map(({ label }) => label),
          series: [{ name: 'Traces', values: bars.map(({ count }) => count) }],
        },
        table: {
          columns: [
            { title: value, numeric: false },
            { title: 'Traces', numeric: true },
            { title: 'Share of traces, %', numeric: true, digits: 1 },
          ],
          rows: bars.map(({ label, count }) => [label, count, (100 * count) / values.count]),
        },
        opens: 'Open traces:',
      },
      places: bars.map((bar) => () => values.placesOf(bar)),
    },
  ];
}

/** Lengths of the reasonings in tokens and steps, and what of them can go. */
export function lengthCharts(
  { tokens, steps, skippable }: CorpusStatistics,
  frame: ChartFrame,
): readonly PlacedChart[] {
  const wide = 'Bars widen with the length.';
  return [
    ...spreadChart(
      tokens,
      {
        id: 'trace-tokens',
        title: 'Length in tokens',
        value: `Reasoning ${frame.tokens}`,
        about: `How long the reasonings are. ${wide}`,
        unit: '',
      },
      frame.rest,
    ),
    ...spreadChart(
      steps,
      {
        id: 'trace-steps',
        title: 'Length in steps',
        value: 'Steps',
        about: `How many steps they have. ${wide}`,
        unit: '',
      },
      frame.rest,
    ),
    ...spreadChart(
      skippable,
      {
        id: 'skippable-share',
        title: 'Share that can go',
        value: 'Share of tokens that can go',
        about: "Tokens of the steps that the analysis would drop, of all steps' tokens.",
        unit: '%',
      },
      frame.rest,
    ),
  ];
}

/** Outcome and process efficiency side by side; no chart where no trace states an answer. */
export function efficiencyChart(
  { outcome, process: news, sums }: CorpusStatistics,
  frame: ChartFrame,
): readonly PlacedChart[] {
  if (outcome.count === 0) return [];
  const edges = outcome.scale.bars(0, 0, 10);
  const [first, second] = [outcome.barsAt(edges), news.barsAt(edges)];
  const labels = first.map(({ label }) => label);
  const stated = outcome.count === sums.traces ? '' : `${outcome.count.toLocaleString('en')} of them state an answer. `;
  return [
    {
      chart: {
        id: 'efficiency',
        title: 'Outcome and process efficiency',
        about:
          'Outcome: the share of tokens up to the first right answer (without a reference answer: the first time that the final one is ' +
          `reached). Process: the share in solutions that go a new way. Outcome: ${spreadText(outcome, '%')} Process: ` +
          `${spreadText(news, '%')} ${stated}${frame.rest}`,
        drawing: {
          kind: 'bars',
          x: 'Efficiency',
          y: 'Traces',
          labels,
          series: [
            { name: 'Outcome', values: first.map(({ count }) => count) },
            { name: 'Process', values: second.map(({ count }) => count), hollow: second.map(() => true) },
          ],
        },
        table: {
          columns: [
            { title: 'Efficiency', numeric: false },
            { title: 'Traces by outcome', numeric: true },
            { title: 'Traces by process', numeric: true },
          ],
          rows: labels.map((label, at) => [label, first[at]?.count ?? 0, second[at]?.count ?? 0]),
        },
        opens: 'Open traces by outcome:',
      },
      places: first.map((bar) => () => outcome.placesOf(bar)),
    },
  ];
}
