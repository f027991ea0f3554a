import type { TokenizerInfo } from './types.ts';

export const estimate = {
  id: 'estimate',
  title: 'Estimate',
  summary: 'Estimate without a vocabulary.',
  exact: false,
  create: async () => ({ id: 'estimate', exact: false, count: (text) => Math.ceil(text.length / 4) }),
} as const satisfies TokenizerInfo;
