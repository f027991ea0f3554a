import type { Decider, GroupSample, SampleGroup, Verdict } from '../groups/types.ts';
import { Distribution, PLACES_OF_BIN, type TracePlace } from './distribution.ts';
import { COUNT_SCALE } from './scales.ts';

/** Problems that are drawn; of more, evenly chosen ones. */
export const DRAWN_PROBLEMS = 1_000;

/** A problem with graded samples. */
export interface ProblemPoint {
  readonly question: string | null;
  readonly samples: number;
  readonly graded: number;
  readonly right: number;
  readonly meanTokens: number;
  readonly places: readonly TracePlace[];
}

/** Correctness of the samples of some groups. */
export interface VerdictFigures {
  readonly problems: number;
  readonly samples: number;
  /** Tokens of the samples by verdict. */
  readonly tokens: Readonly<Record<Verdict, Distribution>>;
  /** Samples by what decided. */
  readonly deciders: ReadonlyMap<Decider, number>;
  /** Problems with a graded sample, and those of them that are drawn. */
  readonly gradedProblems: number;
  readonly points: readonly ProblemPoint[];
}

/** Figures of correctness, from groups as core/groups makes them. */
export function verdictFigures(groups: readonly SampleGroup[]): VerdictFigures {
  const tokens = {
    correct: new Distribution(COUNT_SCALE),
    wrong: new Distribution(COUNT_SCALE),
    unknown: new Distribution(COUNT_SCALE),
  };
  const deciders = new Map<Decider, number>();
  let samples = 0;
  for (const group of groups) {
    for (const sample of group.samples) {
      const { verdict, by } = sample.grade;
      samples += 1;
      tokens[verdict].add(sample.tokens, placeOf(sample));
      deciders.set(by, (deciders.get(by) ?? 0) + 1);
    }
  }
  const graded = groups.filter((group) => group.samples.some(({ grade }) => grade.verdict !== 'unknown'));
  const step = Math.max(1, graded.length / DRAWN_PROBLEMS);
  const points: ProblemPoint[] = [];
  for (let at = 0; at < graded.length && points.length < DRAWN_PROBLEMS; at += step) {
    const group = graded[Math.floor(at)];
    if (group) points.push(pointOf(group));
  }
  return { problems: groups.length, samples, tokens, deciders, gradedProblems: graded.length, points };
}

function pointOf({ question, samples }: SampleGroup): ProblemPoint {
  const graded = samples.filter(({ grade }) => grade.verdict !== 'unknown');
  return {
    question,
    samples: samples.length,
    graded: graded.length,
    right: graded.filter(({ grade }) => grade.verdict === 'correct').length,
    meanTokens: samples.reduce((sum, sample) => sum + sample.tokens, 0) / samples.length,
    places: samples.slice(0, PLACES_OF_BIN).map(placeOf),
  };
}

/** Where a sample stands. */
export function placeOf({ file, position, traceIndex }: GroupSample): TracePlace {
  return { file, position, traceIndex };
}
