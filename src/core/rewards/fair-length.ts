import { accuracyOf, correctOf } from './samples.ts';
import { meanOf } from './statistics.ts';
import type { RewardOption, RewardSample } from './types.ts';

/** The option of both DAST columns. */
export const MAX_TOKENS: RewardOption = {
  id: 'maxTokens',
  title: 'Longest sample',
  summary: 'the limit that the samples were drawn with, which is the fair length of a problem that no sample solves',
  default: 4096,
  least: 1,
  most: 10_000_000,
};

/**
 * Token length budget of DAST (arXiv 2503.04472) for the samples of one problem: p * (mean tokens of the right samples) +
 * (1 - p) * maxTokens, where p is the share of graded samples that are right. Null when none is graded.
 */
export function fairLengthOf(samples: readonly RewardSample[], maxTokens: number): number | null {
  const share = accuracyOf(samples);
  if (share === null) return null;
  const tokens = meanOf(correctOf(samples).map((sample) => sample.tokens)) ?? 0;
  return share * tokens + (1 - share) * maxTokens;
}
