import { harmonizingReward } from '../harmonizing.ts';
import { forGraded, settingOf } from '../samples.ts';
import { clip, standardised } from '../statistics.ts';
import type { RewardColumn, RewardOption } from '../types.ts';

const ALPHA: RewardOption = {
  id: 'alpha',
  title: 'Weight of accuracy',
  summary: 'how much being right counts beside being short; 5 for QwQ, 2 for Marco-o1',
  default: 5,
  least: 0,
  most: 100,
};

const LEAST = -2;
const MOST = 4;

/**
 * The weight that O1-Pruner's code stores for training: the paper's reward, clipped to [-2, 4], then standardised with the
 * population deviation over the samples of all problems. The paper says nothing of these two steps. Null for a sample without
 * tokens; all 0 when the clipped rewards are equal.
 */
export const o1PrunerCode: RewardColumn = {
  id: 'o1-pruner-code',
  title: 'O1-Pruner training weight',
  summary: "the reward as O1-Pruner's code stores it: clipped to [-2, 4] and standardised over all samples",
  source: 'StarDewXXX/O1-Pruner 04c0863 (arXiv 2501.12570)',
  options: [ALPHA],
  scope: 'corpus',
  compute: (groups, options) =>
    standardised(
      groups.map((samples) => {
        const reward = harmonizingReward(samples, settingOf(ALPHA, options));
        return forGraded(samples, (sample) => {
          const raw = reward(sample);
          return raw === null ? null : clip(raw, LEAST, MOST);
        });
      }),
    ),
};
