import { correctOf, forGraded } from '../samples.ts';
import { rangeOf } from '../statistics.ts';
import type { RewardColumn, RewardSample } from '../types.ts';

/**
 * Beta of CoT-Valve++ (arXiv 2502.09601): 1 for the shortest chain of a question, 0 for the longest, evenly between; 0 when all
 * are equally long. Over the right chains alone, for MixChain drops the wrong ones: these have no beta. In [0,1].
 */
export const cotValveBeta: RewardColumn = {
  id: 'cot-valve-beta',
  title: 'CoT-Valve beta',
  summary: '1 for the shortest right sample of a problem, 0 for the longest; wrong ones have none',
  source: 'arXiv 2502.09601, CoT-Valve++',
  options: [],
  scope: 'group',
  compute: (groups) => groups.map(betas),
};

function betas(samples: readonly RewardSample[]): readonly (number | null)[] {
  const { least, most } = rangeOf(correctOf(samples).map(({ tokens }) => tokens)) ?? { least: 0, most: 0 };
  return forGraded(samples, ({ tokens, correct }) => {
    if (!correct) return null;
    return least === most ? 0 : 1 - (tokens - least) / (most - least);
  });
}
