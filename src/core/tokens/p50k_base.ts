import { createBpeCounter } from './bpe/bpe-counter.ts';
import type { TokenizerInfo } from './types.ts';

export const p50kBase = {
  id: 'p50k_base',
  title: 'p50k_base',
  summary: 'Exact. Codex and text-davinci-002/003.',
  exact: true,
  create: async (load) => createBpeCounter('p50k_base', await load('p50k_base')),
} as const satisfies TokenizerInfo;
