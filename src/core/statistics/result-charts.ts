import type { Verdict } from '../groups/types.ts';
import type { ChartColumn, PlacedChart } from './chart.ts';
import type { CorpusStatistics } from './corpus-statistics.ts';
import type { ChartFrame } from './length-charts.ts';
import { quantileText } from './quantile-text.ts';
import type { VerdictFigures } from './verdict-figures.ts';

const VERDICTS: readonly (readonly [Verdict, string])[] = [
  ['correct', 'Right'],
  ['wrong', 'Wrong'],
  ['unknown', 'Not graded'],
];

/** Right and wrong answers, with their lengths, and accuracy against tokens of each problem; no charts without a grade. */
export function verdictCharts(figures: VerdictFigures, frame: ChartFrame): readonly PlacedChart[] {
  if (figures.gradedProblems === 0) return [];
  return [verdictChart(figures, frame), pointChart(figures, frame)];
}

function verdictChart({ tokens, samples, deciders }: VerdictFigures, frame: ChartFrame): PlacedChart {
  const kinds = VERDICTS.filter(([verdict]) => tokens[verdict].count > 0);
  const by = [...deciders]
    .filter(([decider]) => decider !== 'nothing')
    .map(([decider, count]) => `${count.toLocaleString('en')} by ${decider}`);
  const [right, wrong] = [tokens.correct.count, tokens.wrong.count];
  const accuracy = `${((100 * right) / (right + wrong)).toFixed(1)} % of the graded ones are right`;
  return {
    chart: {
      id: 'verdicts',
      title: 'Right and wrong answers',
      about: `Mean length by verdict. ${accuracy}; graded: ${by.join(', ')}. ${frame.rest}`,
      drawing: {
        kind: 'bars',
        x: 'Answer',
        y: `Mean ${frame.tokens}`,
        labels: kinds.map(([verdict, title]) => `${title} (${tokens[verdict].count.toLocaleString('en')})`),
        series: [
          {
            name: 'Mean',
            values: kinds.map(([verdict]) => tokens[verdict].mean ?? 0),
            hollow: kinds.map(([verdict]) => verdict !== 'correct'),
          },
        ],
      },
      table: {
        columns: [
          { title: 'Answer', numeric: false },
          { title: 'Traces', numeric: true },
          { title: 'Share, %', numeric: true, digits: 1 },
          { title: `Mean ${frame.tokens}`, numeric: true, digits: 1 },
          { title: `Median ${frame.tokens}`, numeric: false },
        ],
        rows: kinds.map(([verdict, title]) => {
          const own = tokens[verdict];
          const median = own.quantile(0.5);
          return [
            title,
            own.count,
            (100 * own.count) / samples,
            own.mean,
            median === null ? null : quantileText(median),
          ];
        }),
      },
      opens: 'Open traces:',
    },
    places: kinds.map(
      ([verdict]) =>
        () =>
          tokens[verdict].placesOf({ from: 0, to: Number.POSITIVE_INFINITY }),
    ),
  };
}

function pointChart({ points, gradedProblems, problems }: VerdictFigures, frame: ChartFrame): PlacedChart {
  const graded = `${gradedProblems.toLocaleString('en')} of ${problems.toLocaleString('en')} problems have a graded trace.`;
  const cut =
    points.length < gradedProblems ? ` ${points.length.toLocaleString('en')} of these are shown, evenly chosen.` : '';
  return {
    chart: {
      id: 'accuracy-tokens',
      title: 'Accuracy against tokens',
      about: `Share of right traces of a problem against their mean length, a point for each problem. ${graded}${cut} ${frame.rest}`,
      drawing: {
        kind: 'points',
        x: `Mean ${frame.tokens}`,
        y: 'Right, %',
        top: 100,
        points: points.map(({ meanTokens, right, graded: all, samples, question }) => ({
          x: meanTokens,
          y: (100 * right) / all,
          size: Math.min(9, 3 + Math.sqrt(samples)),
          label: `${short(question)}: ${right} of ${all} right, mean ${Math.round(meanTokens).toLocaleString('en')} tokens`,
        })),
      },
      table: {
        columns: [
          { title: 'Problem', numeric: false },
          { title: 'Traces', numeric: true },
          { title: 'Graded', numeric: true },
          { title: 'Right', numeric: true },
          { title: 'Right, %', numeric: true, digits: 1 },
          { title: `Mean ${frame.tokens}`, numeric: true },
        ],
        rows: points.map(({ question, samples, graded: all, right, meanTokens }) => [
          short(question),
          samples,
          all,
          right,
          (100 * right) / all,
          meanTokens,
        ]),
      },
      opens: 'Open traces:',
    },
    places: points.map(
      ({ places }) =>
        () =>
          places,
    ),
  };
}

const STRATEGY_COLUMNS = (tokens: string): readonly ChartColumn[] => [
  { title: 'Strategy', numeric: false },
  { title: 'Accepted variants', numeric: true },
  { title: 'Refused', numeric: true },
  { title: `${tokens} before`, numeric: true },
  { title: `${tokens} after`, numeric: true },
  { title: 'After / before, %', numeric: true, digits: 1 },
  { title: 'Median of the ratios, %', numeric: false },
];

/** What each strategy made of the traces that have a variant of it; no chart without variants. */
export function strategyChart({ strategies }: CorpusStatistics, frame: ChartFrame): readonly PlacedChart[] {
  const all = [...strategies].toSorted(([, a], [, b]) => b.variants - a.variants);
  if (all.length === 0) return [];
  const drawn = all.map(([, { before, after, variants }]) =>
    variants === 0 ? [0, 0] : [before / variants, after / variants],
  );
  return [
    {
      chart: {
        id: 'strategies',
        title: 'Before and after, by strategy',
        about: `Mean length of the traces with an accepted variant, and of the variants; a variant that a guard refused is no saving. ${frame.rest}`,
        drawing: {
          kind: 'bars',
          x: 'Strategy',
          y: `Mean ${frame.tokens}`,
          labels: all.map(([id]) => id),
          series: [
            { name: 'Before', values: drawn.map(([before = 0]) => before) },
            { name: 'After', values: drawn.map(([, after = 0]) => after), hollow: drawn.map(() => true) },
          ],
        },
        table: {
          columns: STRATEGY_COLUMNS(frame.tokens),
          rows: all.map(([id, { variants, refused, before, after, ratios }]) => {
            const median = ratios.quantile(0.5);
            const ratio = before === 0 ? null : (100 * after) / before;
            return [id, variants, refused, before, after, ratio, median === null ? null : quantileText(median, 100)];
          }),
        },
        opens: 'Open traces:',
      },
      places: all.map(
        ([, { ratios }]) =>
          () =>
            ratios.placesOf({ from: 0, to: Number.POSITIVE_INFINITY }),
      ),
    },
  ];
}

function short(question: string | null): string {
  const line = (question ?? 'no question').replaceAll(/\s/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
