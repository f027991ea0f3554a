import { createBpeCounter } from './bpe/bpe-counter.ts';
import { gpt2Splitter } from './bpe/split-gpt2.ts';
import type { TokenizerInfo } from './types.ts';

export const p50kBase = {
  id: 'p50k_base',
  title: 'p50k_base',
  summary: 'Exact. Codex and text-davinci-002/003.',
  exact: true,
  create: async (load) => createBpeCounter('p50k_base', gpt2Splitter(), await load('p50k_base')),
} as const satisfies TokenizerInfo;
