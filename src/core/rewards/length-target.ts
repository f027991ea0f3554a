import type { RewardOption } from './types.ts';

/** The options that both L1 columns have. */
export const TARGET: RewardOption = {
  id: 'target',
  title: 'Asked length',
  summary: 'tokens that the question asks for; L1 was trained with 100 to 4000',
  default: 1000,
  least: 1,
  most: 10_000_000,
};

export const ALPHA: RewardOption = {
  id: 'alpha',
  title: 'Penalty a token',
  summary: 'what each token beside the asked length costs',
  default: 0.0003,
  least: 0,
  most: 1,
};
