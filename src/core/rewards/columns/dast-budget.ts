import { fairLengthOf, MAX_TOKENS } from '../fair-length.ts';
import { finiteOrNull, settingOf } from '../samples.ts';
import type { RewardColumn } from '../types.ts';

/**
 * The budget that DAST (arXiv 2503.04472) gives a problem, in tokens: the fair length for how hard it is. One figure a problem,
 * repeated for each of its samples, also for those that nobody can grade; null when none is graded.
 */
export const dastBudget: RewardColumn = {
  id: 'dast-budget',
  title: 'Fair length',
  summary: "DAST's token budget of the problem: near the right samples' mean where most are right, near the limit else",
  source: 'arXiv 2503.04472, token length budget',
  options: [MAX_TOKENS],
  scope: 'group',
  compute: (groups, options) =>
    groups.map((samples) => {
      const budget = finiteOrNull(fairLengthOf(samples, settingOf(MAX_TOKENS, options)));
      return samples.map(() => budget);
    }),
};
