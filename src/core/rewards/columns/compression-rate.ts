import { finiteOrNull } from '../samples.ts';
import type { RewardColumn } from '../types.ts';

/** Compression rate rho of C3oT (arXiv 2412.11664): (L - L') / L. At most 1; negative when longer. Null for what is no variant. */
export const compressionRate: RewardColumn = {
  id: 'compression-rate',
  title: 'Compression rate',
  summary: "share of the original's tokens that is gone (C3oT); negative when a variant is longer",
  source: 'arXiv 2412.11664',
  options: [],
  scope: 'group',
  compute: (groups) =>
    groups.map((samples) =>
      samples.map(({ tokens, originalTokens }) =>
        originalTokens === null ? null : finiteOrNull((originalTokens - tokens) / originalTokens),
      ),
    ),
};
