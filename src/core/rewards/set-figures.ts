import { accuracyOf, finiteOrNull, gradedOf } from './samples.ts';
import { meanOf } from './statistics.ts';
import type { RewardSample } from './types.ts';
import { withinLimit } from './within-limit.ts';

/** How a model did on a set of problems. */
export interface SetScore {
  /** Share of right answers in [0,1], not percent. */
  readonly accuracy: number;
  /** Mean tokens of a reasoning. */
  readonly tokens: number;
}

/** Accuracy and mean tokens of the graded samples; null when none is graded. */
export function scoreOf(samples: readonly RewardSample[]): SetScore | null {
  const accuracy = accuracyOf(samples);
  const tokens = meanOf(gradedOf(samples).map((sample) => sample.tokens));
  return accuracy === null || tokens === null ? null : { accuracy, tokens };
}

/**
 * Accuracy-efficiency score of O1-Pruner (arXiv 2501.12570): what was saved of the length, as a share, plus 3 times the relative
 * gain in accuracy or less 5 times the relative loss. This is the paper's formula; its table scores losses of baselines as gains.
 * Null when the baseline has no tokens or no accuracy.
 */
export function aes(baseline: SetScore, method: SetScore): number | null {
  const saved = (baseline.tokens - method.tokens) / baseline.tokens;
  const gained = (method.accuracy - baseline.accuracy) / baseline.accuracy;
  return finiteOrNull(saved + (gained >= 0 ? 3 : 5) * gained);
}

/**
 * Accuracy per computation unit of CoT-Valve (arXiv 2502.09601): 100 * accuracy in percent / (parameters in billions * tokens).
 * Null without parameters or tokens.
 */
export function acu({ accuracy, tokens }: SetScore, billionParameters: number): number | null {
  return finiteOrNull((100 * (100 * accuracy)) / (billionParameters * tokens));
}

/** EFF of LIMOPro (arXiv 2505.19187): accuracy in [0,1] / mean tokens. Null without tokens. */
export function eff({ accuracy, tokens }: SetScore): number | null {
  return finiteOrNull(accuracy / tokens);
}

/** One generation that was asked for a number of steps. */
export interface SkipRow {
  /** Steps of the full chain, the asked number, and the made number. */
  readonly full: number;
  readonly asked: number;
  readonly made: number;
  /** Null when nobody can say. */
  readonly correct: boolean | null;
}

/**
 * Step consistency of LM_skip (arXiv 2411.01855). `matched`: share of all rows whose made number of steps is the asked one.
 * `skipped`: of the graded rows that were asked for another number than the full one, the share that match and are right. Null
 * without such rows.
 */
export function skipConsistency(rows: readonly SkipRow[]): {
  readonly matched: number | null;
  readonly skipped: number | null;
} {
  const shorter = rows.filter(({ full, asked, correct }) => asked !== full && correct !== null);
  return {
    matched: meanOf(rows.map(({ asked, made }) => Number(asked === made))),
    skipped: meanOf(shorter.map(({ asked, made, correct }) => Number(asked === made && correct === true))),
  };
}

/** How the truncation reward falls out at one limit. */
export interface LimitFigures {
  readonly limit: number;
  /** Share of the graded samples that are right within the limit, in [0,1]; null when none is graded. */
  readonly passRate: number | null;
  /** Problems with graded samples whose rewards are all 0, all 1, or neither; DLER trains on the last alone. */
  readonly allZero: number;
  readonly allOne: number;
  readonly mixed: number;
}

/** The truncation reward (ThinkPrune, DLER) at several limits, to choose one before training; in the order of the limits. */
export function limitFigures(
  groups: readonly (readonly RewardSample[])[],
  limits: readonly number[],
): readonly LimitFigures[] {
  return limits.map((limit) => {
    const rewards = groups.map((samples) => gradedOf(samples).map((sample) => withinLimit(sample, limit)));
    const means = rewards.map(meanOf).filter((mean) => mean !== null);
    const allZero = means.filter((mean) => mean === 0).length;
    const allOne = means.filter((mean) => mean === 1).length;
    return { limit, passRate: meanOf(rewards.flat()), allZero, allOne, mixed: means.length - allZero - allOne };
  });
}
