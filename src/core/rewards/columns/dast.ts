import { fairLengthOf, MAX_TOKENS } from '../fair-length.ts';
import { forGraded, settingOf } from '../samples.ts';
import type { RewardColumn } from '../types.ts';

/**
 * Reward of DAST (arXiv 2503.04472) by how far a sample is over its problem's budget: a right one gets less the longer it is, in
 * [0.1, 1], a wrong one less the shorter it is, in [-1, -0.1]. Null when the budget is 0.
 */
export const dast: RewardColumn = {
  id: 'dast',
  title: 'DAST reward',
  summary: "0.1 to 1 for right samples, -1 to -0.1 for wrong ones, by their length beside the problem's budget",
  source: 'arXiv 2503.04472, reward shaping',
  options: [MAX_TOKENS],
  scope: 'group',
  compute: (groups, options) =>
    groups.map((samples) => {
      const budget = fairLengthOf(samples, settingOf(MAX_TOKENS, options));
      return forGraded(samples, ({ tokens, correct }) => {
        if (budget === null || budget <= 0) return null;
        const over = (tokens - budget) / budget;
        return correct ? Math.max(0.5 - 0.5 * over, 0.1) : Math.min(0.9 * over - 0.1, -0.1);
      });
    }),
};
