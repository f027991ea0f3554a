import { finiteOrNull } from '../samples.ts';
import type { RewardColumn } from '../types.ts';

/** Process efficiency of each sample (arXiv 2412.21187), as the analysis found it; null where the answer is nowhere stated. In [0,1]. */
export const processEfficiency: RewardColumn = {
  id: 'process-efficiency',
  title: 'Process efficiency',
  summary: 'share of the tokens that stand in solutions which open a new way',
  source: 'arXiv 2412.21187, process efficiency',
  options: [],
  scope: 'group',
  compute: (groups) => groups.map((samples) => samples.map(({ process }) => finiteOrNull(process))),
};
