import { forGraded, settingOf } from '../samples.ts';
import type { RewardColumn } from '../types.ts';
import { LIMIT, withinLimit } from '../within-limit.ts';

/** Truncation reward of ThinkPrune and DLER: 1 for a right sample of at most `limit` tokens, else 0. */
export const truncation: RewardColumn = {
  id: 'truncation',
  title: 'Right within the limit',
  summary: '1 when right and not longer than the limit, else 0 (ThinkPrune, DLER)',
  source: 'arXiv 2504.01296; arXiv 2510.15110',
  options: [LIMIT],
  scope: 'group',
  compute: (groups, options) =>
    groups.map((samples) => forGraded(samples, (sample) => withinLimit(sample, settingOf(LIMIT, options)))),
};
