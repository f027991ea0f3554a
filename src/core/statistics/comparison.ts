import type { SampleGroup } from '../groups/types.ts';
import { Distribution, type TracePlace } from './distribution.ts';
import { RATIO_SCALE } from './scales.ts';

/** A trace of one side, without its texts. */
interface SideSample {
  readonly place: TracePlace;
  readonly id: string;
  readonly line: number;
  readonly tokens: number;
  readonly steps: number;
  readonly verdict: 'correct' | 'wrong' | 'unknown';
}

/** What one side has of a problem. */
export interface ProblemSide {
  readonly samples: number;
  readonly meanTokens: number;
  readonly meanSteps: number;
  readonly graded: number;
  readonly right: number;
  /** The first trace: with the same id as one of the other side where there is such a pair. */
  readonly first: { readonly place: TracePlace; readonly id: string; readonly line: number };
}

/** How the share of right traces of a problem changed; `unknown`: a side has no graded one. */
export type Change = 'lost' | 'gained' | 'right' | 'wrong' | 'mixed' | 'unknown';

/** A problem that both sides have. */
export interface ProblemPair {
  readonly key: string;
  readonly question: string | null;
  readonly a: ProblemSide;
  readonly b: ProblemSide;
  /** b / a, of the mean tokens; 1 when `a` has none. */
  readonly ratio: number;
  readonly change: Change;
}

/** A problem that only one side has. */
export interface LoneProblem {
  readonly key: string;
  readonly question: string | null;
  readonly side: ProblemSide;
}

/** Two sets of traces, problem by problem, in the order of the first. */
export interface Comparison {
  readonly pairs: readonly ProblemPair[];
  readonly onlyA: readonly LoneProblem[];
  readonly onlyB: readonly LoneProblem[];
  /** b / a of the tokens of each pair. */
  readonly ratios: Distribution;
}

/**
 * Compares the samples of file 0 with those of file 1, problem by problem; `stepsOf` tells the steps of a sample. Both sides are
 * graded together, so that a reference answer on one side serves the other.
 */
export function compareGroups(groups: readonly SampleGroup[], stepsOf: (place: TracePlace) => number): Comparison {
  const pairs: ProblemPair[] = [];
  const only: readonly [LoneProblem[], LoneProblem[]] = [[], []];
  const ratios = new Distribution(RATIO_SCALE);
  for (const { key, question, samples } of groups) {
    const all = samples.map(({ file, position, traceIndex, id, line, tokens, grade }): SideSample => {
      const place = { file, position, traceIndex };
      return { place, id, line, tokens, steps: stepsOf(place), verdict: grade.verdict };
    });
    const [first, second] = [all.filter(({ place }) => place.file === 0), all.filter(({ place }) => place.file === 1)];
    if (first.length === 0 || second.length === 0) {
      const side = first.length === 0 ? second : first;
      if (side.length > 0) only[first.length === 0 ? 1 : 0].push({ key, question, side: sideOf(side, side) });
      continue;
    }
    const [a, b] = [sideOf(first, second), sideOf(second, first)];
    const ratio = a.meanTokens === 0 ? 1 : b.meanTokens / a.meanTokens;
    ratios.add(ratio, a.first.place);
    pairs.push({ key, question, a, b, ratio, change: changeOf(a, b) });
  }
  return { pairs, onlyA: only[0], onlyB: only[1], ratios };
}

function sideOf(own: readonly SideSample[], others: readonly SideSample[]): ProblemSide {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const graded = own.filter(({ verdict }) => verdict !== 'unknown');
  const ids = new Set(others.map(({ id }) => id));
  const first = own.find(({ id }) => ids.has(id)) ?? own[0];
  return {
    samples: own.length,
    meanTokens: mean(own.map(({ tokens }) => tokens)),
    meanSteps: mean(own.map(({ steps }) => steps)),
    graded: graded.length,
    right: graded.filter(({ verdict }) => verdict === 'correct').length,
    first: {
      place: first?.place ?? { file: 0, position: 0, traceIndex: 0 },
      id: first?.id ?? '',
      line: first?.line ?? 0,
    },
  };
}

function changeOf(a: ProblemSide, b: ProblemSide): Change {
  if (a.graded === 0 || b.graded === 0) return 'unknown';
  const [before, after] = [a.right / a.graded, b.right / b.graded];
  if (after !== before) return after < before ? 'lost' : 'gained';
  if (before === 1) return 'right';
  return before === 0 ? 'wrong' : 'mixed';
}

/** Sums over the pairs of a comparison. */
export interface ComparisonSums {
  readonly pairs: number;
  /** Pairs whose second side has fewer, more, as many tokens. */
  readonly shorter: number;
  readonly longer: number;
  readonly same: number;
  /** Means over the pairs. */
  readonly tokensA: number;
  readonly tokensB: number;
  readonly stepsA: number;
  readonly stepsB: number;
  /** Mean share of right traces over the pairs that both sides have graded; null without such pairs. */
  readonly accuracyA: number | null;
  readonly accuracyB: number | null;
  readonly changes: Readonly<Record<Change, number>>;
}

/** The sums of a comparison; means are 0 without pairs. */
export function comparisonSums({ pairs }: Comparison): ComparisonSums {
  const changes: Record<Change, number> = { lost: 0, gained: 0, right: 0, wrong: 0, mixed: 0, unknown: 0 };
  for (const { change } of pairs) changes[change] += 1;
  const mean = (figure: (pair: ProblemPair) => number, of = pairs) =>
    of.length === 0 ? 0 : of.reduce((sum, pair) => sum + figure(pair), 0) / of.length;
  const graded = pairs.filter(({ change }) => change !== 'unknown');
  const accuracy = (side: 'a' | 'b') =>
    graded.length === 0 ? null : mean((pair) => pair[side].right / pair[side].graded, graded);
  const shorter = pairs.filter(({ a, b }) => b.meanTokens < a.meanTokens).length;
  const longer = pairs.filter(({ a, b }) => b.meanTokens > a.meanTokens).length;
  return {
    pairs: pairs.length,
    shorter,
    longer,
    same: pairs.length - shorter - longer,
    tokensA: mean(({ a }) => a.meanTokens),
    tokensB: mean(({ b }) => b.meanTokens),
    stepsA: mean(({ a }) => a.meanSteps),
    stepsB: mean(({ b }) => b.meanSteps),
    accuracyA: accuracy('a'),
    accuracyB: accuracy('b'),
    changes,
  };
}

const ORDER: Readonly<Record<Change, number>> = { lost: 0, gained: 1, mixed: 2, wrong: 3, right: 4, unknown: 5 };

/** Pairs with what got wrong first, then what got right, then the rest; the greatest change of length first in each. */
export function pairsByChange({ pairs }: Comparison): readonly ProblemPair[] {
  const distance = ({ ratio }: ProblemPair) => Math.abs(ratio - 1);
  return pairs.toSorted((a, b) => ORDER[a.change] - ORDER[b.change] || distance(b) - distance(a));
}
