import { forGraded, gradedOf, settingOf } from '../samples.ts';
import { meanOf, standardised } from '../statistics.ts';
import type { RewardColumn, RewardSample } from '../types.ts';
import { LIMIT, withinLimit } from '../within-limit.ts';

/**
 * Advantage of DLER (arXiv 2510.15110): the truncation reward less its mean over the problem, standardised over the samples of all
 * problems (population deviation). Null for every sample of a problem whose rewards are all 0 or all 1: training drops it.
 */
export const dlerAdvantage: RewardColumn = {
  id: 'dler-advantage',
  title: 'DLER advantage',
  summary: "truncation reward less the problem's mean, standardised over all samples; none where all rewards are equal",
  source: 'arXiv 2510.15110, batch-wise reward normalisation and dynamic sampling',
  options: [LIMIT],
  scope: 'corpus',
  compute: (groups, options) => standardised(groups.map((samples) => advantages(samples, settingOf(LIMIT, options)))),
};

function advantages(samples: readonly RewardSample[], limit: number): readonly (number | null)[] {
  const mean = meanOf(gradedOf(samples).map((sample) => withinLimit(sample, limit)));
  if (mean === null || mean === 0 || mean === 1) return samples.map(() => null);
  return forGraded(samples, (sample) => withinLimit(sample, limit) - mean);
}
