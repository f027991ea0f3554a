import type { GroupSample, SampleGroup } from '../groups/types.ts';
import { harmonizingReward } from '../rewards/harmonizing.ts';
import { clip, standardised } from '../rewards/statistics.ts';
import type { RewardSample } from '../rewards/types.ts';
import { randomFor, sampled } from './random.ts';

/** Bounds of the official code; the paper has none. */
const LEAST = -2;
const MOST = 4;

/** How O1-Pruner's training rows are chosen and weighed. */
export interface WeightWish {
  /** Rows of a problem. */
  readonly rows: number;
  /** Weight of being right beside being short (lambda of the paper, alpha of the code). */
  readonly accuracy: number;
  /** `code`: clipped and standardised over all chosen rows; `paper`: the reward as it is. */
  readonly form: 'code' | 'paper';
  readonly seed: number;
}

/** Names a sample among those of its problem. */
export function sampleName({ line, id }: Pick<GroupSample, 'line' | 'id'>): string {
  return `${line} ${id}`;
}

/**
 * The rows that O1-Pruner trains on and their weights, by problem and `sampleName`: `rows` samples of each problem, drawn at random
 * among the graded ones, weighed by the length-harmonizing reward whose means are over all samples of the problem. Problems with
 * fewer than two graded samples are not there.
 */
export function o1Weights(
  groups: readonly SampleGroup[],
  wish: WeightWish,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const chosen = groups.flatMap((group) => {
    const graded = group.samples.filter(({ grade }) => grade.verdict !== 'unknown');
    if (graded.length < 2) return [];
    const reward = harmonizingReward(graded.map(rewardSampleOf), wish.accuracy);
    const samples = sampled(graded, wish.rows, randomFor(wish.seed, `o1-pruner ${group.key}`));
    const rewards = samples.map((sample) =>
      reward({ ...rewardSampleOf(sample), correct: sample.grade.verdict === 'correct' }),
    );
    return [{ key: group.key, samples, rewards }];
  });
  const raw = chosen.map(({ rewards }) => rewards);
  const clipped = raw.map((rewards) => rewards.map((reward) => (reward === null ? null : clip(reward, LEAST, MOST))));
  const weights = wish.form === 'paper' ? raw : standardised(clipped);
  return new Map(
    chosen.map(({ key, samples }, group) => {
      const own = samples.flatMap((sample, index) => {
        const weight = weights[group]?.[index] ?? null;
        return weight === null ? [] : [[sampleName(sample), weight] as const];
      });
      return [key, new Map(own)];
    }),
  );
}

function rewardSampleOf({ tokens, grade }: GroupSample): RewardSample {
  const correct = grade.verdict === 'unknown' ? null : grade.verdict === 'correct';
  return { tokens, correct, originalTokens: null, outcome: null, process: null };
}
