import { accuracyOf, type GradedSample, gradedOf } from './samples.ts';
import { meanOf } from './statistics.ts';
import type { RewardSample } from './types.ts';

/**
 * The length-harmonizing reward of O1-Pruner (arXiv 2501.12570) for the samples of one problem, as a function of a sample:
 * Lmean / L - 1 + weight * (correct - accuracy). Lmean and accuracy are those of the graded samples. Null for a sample without
 * tokens, whose quotient has no value.
 */
export function harmonizingReward(
  samples: readonly RewardSample[],
  weight: number,
): (sample: GradedSample) => number | null {
  const length = meanOf(gradedOf(samples).map(({ tokens }) => tokens));
  const accuracy = accuracyOf(samples);
  return ({ tokens, correct }) => {
    if (length === null || accuracy === null || tokens <= 0) return null;
    return length / tokens - 1 + weight * (Number(correct) - accuracy);
  };
}
