import { finiteOrNull } from '../samples.ts';
import type { RewardColumn } from '../types.ts';

/** Outcome efficiency of each sample (arXiv 2412.21187), as the analysis found it; null where the answer is nowhere stated. In [0,1]. */
export const outcomeEfficiency: RewardColumn = {
  id: 'outcome-efficiency',
  title: 'Outcome efficiency',
  summary: 'share of the tokens up to and with the first right answer; 0 when none is right',
  source: 'arXiv 2412.21187, outcome efficiency',
  options: [],
  scope: 'group',
  compute: (groups) => groups.map((samples) => samples.map(({ outcome }) => finiteOrNull(outcome))),
};
