import { createBpeCounter } from './bpe/bpe-counter.ts';
import { cl100kSplitter } from './bpe/split-cl100k.ts';
import type { TokenizerInfo } from './types.ts';

export const cl100kBase = {
  id: 'cl100k_base',
  title: 'cl100k_base',
  summary: 'Exact. GPT-4, GPT-4 Turbo, GPT-3.5 Turbo and text-embedding-3.',
  exact: true,
  create: async (load) => createBpeCounter('cl100k_base', cl100kSplitter(), await load('cl100k_base')),
} as const satisfies TokenizerInfo;
