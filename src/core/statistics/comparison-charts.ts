import type { PlacedChart } from './chart.ts';
import { type Change, type Comparison, comparisonSums, type LoneProblem, pairsByChange } from './comparison.ts';
import { spreadText } from './quantile-text.ts';

/** Rows of a table of problems; more are told of. */
export const SHOWN_PROBLEMS = 500;

/** What each change is called. */
export const CHANGES: Readonly<Record<Change, string>> = {
  lost: 'got wrong',
  gained: 'got right',
  right: 'right in both',
  wrong: 'wrong in both',
  mixed: 'some right in both',
  unknown: 'not graded',
};

/** The two sides' names for people. */
export interface SideNames {
  readonly a: string;
  readonly b: string;
  /** "tokens", or "tokens (estimate)". */
  readonly tokens: string;
}

/** What a person should know of a comparison before its charts, a sentence each. */
export function comparisonLines(comparison: Comparison, { a, b, tokens }: SideNames): readonly string[] {
  const sums = comparisonSums(comparison);
  const figure = (value: number) => Math.round(value).toLocaleString('en');
  const lines = [
    `A is ${a}, B is ${b}. ${figure(sums.pairs)} problems are in both; only in A: ${figure(comparison.onlyA.length)}, only in B: ${figure(comparison.onlyB.length)}.`,
  ];
  if (sums.pairs === 0) return lines;
  const left = sums.tokensA === 0 ? 100 : (100 * sums.tokensB) / sums.tokensA;
  lines.push(
    `B is shorter in ${figure(sums.shorter)}, longer in ${figure(sums.longer)}, as long in ${figure(sums.same)}.`,
    `Mean ${tokens} of a problem: A ${figure(sums.tokensA)}, B ${figure(sums.tokensB)} (${left.toFixed(1)} %); mean steps: A ${sums.stepsA.toFixed(1)}, B ${sums.stepsB.toFixed(1)}.`,
  );
  if (sums.accuracyA === null || sums.accuracyB === null) {
    lines.push('No problem is graded on both sides, so nothing is known of what got wrong.');
  } else {
    const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
    lines.push(
      `Right: A ${percent(sums.accuracyA)}, B ${percent(sums.accuracyB)}, of ${figure(sums.pairs - sums.changes.unknown)} problems that both sides have graded. ` +
        `${figure(sums.changes.lost)} got wrong, ${figure(sums.changes.gained)} got right.`,
    );
  }
  return lines;
}

/** The charts of a comparison. */
export function comparisonCharts(comparison: Comparison, names: SideNames): readonly PlacedChart[] {
  const lone = [
    ...loneChart('only-a', `Only in ${names.a}`, comparison.onlyA),
    ...loneChart('only-b', `Only in ${names.b}`, comparison.onlyB),
  ];
  if (comparison.pairs.length === 0) return lone;
  return [problemChart(comparison, names), ratioChart(comparison), changeChart(comparison), ...lone];
}

function problemChart(comparison: Comparison, { tokens }: SideNames): PlacedChart {
  const all = pairsByChange(comparison);
  const pairs = all.slice(0, SHOWN_PROBLEMS);
  const cut =
    pairs.length < all.length
      ? ` ${pairs.length} of ${all.length.toLocaleString('en')} are shown; cot-lens compare --json lists all.`
      : '';
  return {
    chart: {
      id: 'problems',
      title: 'Problems',
      about: `Mean ${tokens} of each problem in A and B; below the line B is shorter. What got wrong stands first in the table.${cut}`,
      drawing: {
        kind: 'points',
        x: `A, ${tokens}`,
        y: `B, ${tokens}`,
        diagonal: true,
        points: pairs.map(({ question, a, b, change }) => ({
          x: a.meanTokens,
          y: b.meanTokens,
          size: change === 'lost' || change === 'gained' ? 6 : 4,
          label: `${short(question)}: ${Math.round(a.meanTokens)} → ${Math.round(b.meanTokens)} tokens, ${CHANGES[change]}`,
        })),
      },
      table: {
        columns: [
          { title: 'Problem', numeric: false },
          { title: 'Answers', numeric: false },
          { title: 'A right', numeric: false },
          { title: 'B right', numeric: false },
          { title: `A ${tokens}`, numeric: true },
          { title: `B ${tokens}`, numeric: true },
          { title: 'B / A, %', numeric: true, digits: 1 },
          { title: 'A steps', numeric: true, digits: 1 },
          { title: 'B steps', numeric: true, digits: 1 },
        ],
        rows: pairs.map(({ question, change, a, b, ratio }) => [
          short(question),
          CHANGES[change],
          `${a.right} of ${a.graded}`,
          `${b.right} of ${b.graded}`,
          a.meanTokens,
          b.meanTokens,
          100 * ratio,
          a.meanSteps,
          b.meanSteps,
        ]),
      },
      opens: 'Open both traces:',
    },
    places: pairs.map(({ a, b }) => () => [a.first.place, b.first.place]),
  };
}

function ratioChart({ ratios }: Comparison): PlacedChart {
  const bars = ratios.bars();
  return {
    chart: {
      id: 'ratios',
      title: 'What is left',
      about: `Tokens of B / tokens of A of each problem. ${spreadText(ratios, '%')}`,
      drawing: {
        kind: 'bars',
        x: 'B / A',
        y: 'Problems',
        labels: bars.map(({ label }) => label),
        series: [{ name: 'Problems', values: bars.map(({ count }) => count) }],
      },
      table: {
        columns: [
          { title: 'B / A', numeric: false },
          { title: 'Problems', numeric: true },
          { title: 'Share, %', numeric: true, digits: 1 },
        ],
        rows: bars.map(({ label, count }) => [label, count, (100 * count) / ratios.count]),
      },
      opens: 'Open traces of A:',
    },
    places: bars.map((bar) => () => ratios.placesOf(bar)),
  };
}

function changeChart(comparison: Comparison): PlacedChart {
  const { changes } = comparisonSums(comparison);
  const kinds = (Object.keys(CHANGES) as Change[]).filter((change) => changes[change] > 0);
  return {
    chart: {
      id: 'changes',
      title: 'What got wrong, what got right',
      about: 'Problems by the share of right traces in A and B. Both sides are graded by the same reference answers.',
      drawing: {
        kind: 'bars',
        x: 'From A to B',
        y: 'Problems',
        labels: kinds.map((change) => CHANGES[change]),
        series: [
          {
            name: 'Problems',
            values: kinds.map((change) => changes[change]),
            hollow: kinds.map((change) => change === 'lost' || change === 'wrong'),
          },
        ],
      },
      table: {
        columns: [
          { title: 'From A to B', numeric: false },
          { title: 'Problems', numeric: true },
        ],
        rows: kinds.map((change) => [CHANGES[change], changes[change]]),
      },
      opens: 'Open traces of A:',
    },
    places: kinds.map((change) => () => {
      const some = comparison.pairs.filter((pair) => pair.change === change).slice(0, SHOWN_PROBLEMS);
      return some.map(({ a }) => a.first.place);
    }),
  };
}

function loneChart(id: string, title: string, problems: readonly LoneProblem[]): readonly PlacedChart[] {
  if (problems.length === 0) return [];
  const shown = problems.slice(0, SHOWN_PROBLEMS);
  const cut = shown.length < problems.length ? ` ${shown.length} of them are shown.` : '';
  return [
    {
      chart: {
        id,
        title,
        about: `${problems.length.toLocaleString('en')} problems.${cut}`,
        drawing: {
          kind: 'bars',
          x: 'Problem',
          y: 'Mean tokens',
          labels: shown.map(({ side }) => `line ${side.first.line}`),
          series: [{ name: 'Mean tokens', values: shown.map(({ side }) => side.meanTokens) }],
        },
        table: {
          columns: [
            { title: 'Problem', numeric: false },
            { title: 'Line', numeric: true },
            { title: 'Traces', numeric: true },
            { title: 'Mean tokens', numeric: true },
          ],
          rows: shown.map(({ question, side }) => [short(question), side.first.line, side.samples, side.meanTokens]),
        },
        opens: 'Open trace:',
      },
      places: shown.map(({ side }) => () => [side.first.place]),
    },
  ];
}

function short(question: string | null): string {
  const line = (question ?? 'no question').replaceAll(/\s/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
