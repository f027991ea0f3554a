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
  const lengths = samples.map(({ tokens }) => tokens);
  const least = Math.min(...lengths);
  const range = Math.max(...lengths) - least;
  return samples.map(({ tokens, correct }) => {
    if (correct === null) return null;
    const share = range === 0 ? 0 : 0.5 - (tokens - least) / range;
    return correct ? share : Math.min(0, share);
  });
}
