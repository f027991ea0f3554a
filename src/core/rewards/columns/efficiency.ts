import { eff, scoreOf } from '../set-figures.ts';
import type { RewardColumn } from '../types.ts';

/**
 * EFF of LIMOPro (arXiv 2505.19187) over the graded samples of a problem: accuracy (in [0,1]) / mean tokens. One figure a problem,
 * repeated for each of its samples, also for those that nobody can grade; null when none is graded or none has tokens.
 */
export const efficiency: RewardColumn = {
  id: 'efficiency',
  title: 'Accuracy a token',
  summary: "EFF of LIMOPro for the problem: the graded samples' accuracy by their mean tokens",
  source: 'arXiv 2505.19187, efficiency',
  options: [],
  scope: 'group',
  compute: (groups) =>
    groups.map((samples) => {
      const score = scoreOf(samples);
      const value = score === null ? null : eff(score);
      return samples.map(() => value);
    }),
};
