import { forGraded, gradedOf } from '../samples.ts';
import { rangeOf } from '../statistics.ts';
import type { RewardColumn, RewardSample } from '../types.ts';

/**
 * Length reward of Kimi k1.5 (arXiv 2501.12599, section 2.3.3): 0.5 for the shortest of a problem's samples, -0.5 for the longest,
 * evenly between; a wrong sample never gets more than 0. All 0 when they are equally long. In [-0.5, 0.5].
 */
export const kimiLength: RewardColumn = {
  id: 'kimi-length',
  title: 'Kimi length reward',
  summary: '0.5 for the shortest sample of a problem, -0.5 for the longest; never positive for a wrong one',
  source: 'arXiv 2501.12599, section 2.3.3',
  options: [],
  scope: 'group',
  compute: (groups) => groups.map(lengthRewards),
};

function lengthRewards(samples: readonly RewardSample[]): readonly (number | null)[] {
  const { least, most } = rangeOf(gradedOf(samples).map(({ tokens }) => tokens)) ?? { least: 0, most: 0 };
  return forGraded(samples, ({ tokens, correct }) => {
    const share = least === most ? 0 : 0.5 - (tokens - least) / (most - least);
    return correct ? share : Math.min(0, share);
  });
}
