import { ALPHA, TARGET } from '../length-target.ts';
import { forGraded, settingOf } from '../samples.ts';
import type { RewardColumn } from '../types.ts';

/** Reward of L1-Exact (arXiv 2503.04697): correct - alpha * |asked tokens - tokens|. At most 1; without a lower bound. */
export const l1Exact: RewardColumn = {
  id: 'l1-exact',
  title: 'L1-Exact reward',
  summary: '1 for right, 0 for wrong, less a penalty for every token more or fewer than asked',
  source: 'arXiv 2503.04697, LCPO-Exact; cmu-l3/l1 93dd330',
  options: [TARGET, ALPHA],
  scope: 'group',
  compute: (groups, options) => {
    const target = settingOf(TARGET, options);
    const alpha = settingOf(ALPHA, options);
    return groups.map((samples) =>
      forGraded(samples, ({ tokens, correct }) => Number(correct) - alpha * Math.abs(target - tokens)),
    );
  },
};
