import { ALPHA, TARGET } from '../length-target.ts';
import { forGraded, settingOf } from '../samples.ts';
import { clip } from '../statistics.ts';
import type { RewardColumn, RewardOption } from '../types.ts';

const DELTA: RewardOption = {
  id: 'delta',
  title: 'Reward at the limit',
  summary: 'what a right sample of just the asked length gets',
  default: 0.5,
  least: 0,
  most: 1,
};

/**
 * Reward of L1-Max (arXiv 2503.04697): correct * clip(alpha * (asked tokens - tokens) + delta, 0, 1). In [0,1]. The code's form,
 * (clip(a * (asked - tokens), -1, 1) + 1) / 2, is the same for a = 2 * alpha and delta 0.5.
 */
export const l1Max: RewardColumn = {
  id: 'l1-max',
  title: 'L1-Max reward',
  summary: '0 for wrong; for right samples 0.5 at the asked length, more when shorter, less when longer',
  source: 'arXiv 2503.04697, LCPO-Max; cmu-l3/l1 93dd330',
  options: [TARGET, ALPHA, DELTA],
  scope: 'group',
  compute: (groups, options) => {
    const target = settingOf(TARGET, options);
    const alpha = settingOf(ALPHA, options);
    const delta = settingOf(DELTA, options);
    return groups.map((samples) =>
      forGraded(samples, ({ tokens, correct }) => (correct ? clip(alpha * (target - tokens) + delta, 0, 1) : 0)),
    );
  },
};
