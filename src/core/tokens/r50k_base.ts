import { createBpeCounter } from './bpe/bpe-counter.ts';
import { gpt2Splitter } from './bpe/split-gpt2.ts';
import type { TokenizerInfo } from './types.ts';

export const r50kBase = {
  id: 'r50k_base',
  title: 'r50k_base',
  summary: 'Exact. GPT-2 and the first GPT-3 models (GPT-2 vocabulary).',
  exact: true,
  create: async (load) => createBpeCounter('r50k_base', gpt2Splitter(), await load('r50k_base')),
} as const satisfies TokenizerInfo;
