import { createBpeCounter } from './bpe/bpe-counter.ts';
import { o200kSplitter } from './bpe/split-o200k.ts';
import type { TokenizerInfo } from './types.ts';

export const o200kBase = {
  id: 'o200k_base',
  title: 'o200k_base',
  summary: 'Exact. GPT-4o, GPT-4.1, GPT-5, o1, o3, o4-mini and gpt-oss text.',
  exact: true,
  create: async (load) => createBpeCounter('o200k_base', o200kSplitter(), await load('o200k_base')),
} as const satisfies TokenizerInfo;
