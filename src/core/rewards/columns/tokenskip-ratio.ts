import { finiteOrNull } from '../samples.ts';
import type { RewardColumn } from '../types.ts';

/** Ratio gamma of TokenSkip (arXiv 2502.12067): tokens kept / tokens of the original. Null for what is no variant. */
export const tokenskipRatio: RewardColumn = {
  id: 'tokenskip-ratio',
  title: 'Kept ratio',
  summary: "share of the original's tokens that is left (TokenSkip); above 1 when a variant is longer",
  source: 'arXiv 2502.12067; hemingkx/TokenSkip ef02f53',
  options: [],
  scope: 'group',
  compute: (groups) =>
    groups.map((samples) =>
      samples.map(({ tokens, originalTokens }) =>
        originalTokens === null ? null : finiteOrNull(tokens / originalTokens),
      ),
    ),
};
