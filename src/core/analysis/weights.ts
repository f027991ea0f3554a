import type { Preset } from './types.ts';

/** One logistic model: log-odds per unit of a feature. */
export interface Head {
  readonly id: string;
  readonly bias: number;
  readonly weights: Readonly<Record<string, number>>;
}

/** Made by `node test/eval/fit-weights.ts --write` from the development data; not to be edited by hand. */
export const HEADS: readonly Head[] = [
  {
    id: 'repeat',
    bias: -6.94,
    weights: {
      'exact-repeat': 8.13,
      'near-repeat': 7.36,
      loop: 2.02,
    },
  },
  {
    id: 'tail',
    bias: -7.28,
    weights: {
      'tail-restated': 2.24,
      'tail-said-again': 0.88,
      'tail-length': 2.75,
      'tail-firm': 2.14,
      're-derivation': 3.05,
      'no-new-number': 0.61,
    },
  },
  {
    id: 'known',
    bias: -9.02,
    weights: {
      'tail-known': 13.96,
    },
  },
  {
    id: 'gain',
    bias: -3.88,
    weights: {
      're-derivation': 0.75,
      're-verification': 2.8,
      'restated-question': 0.15,
      'nothing-new': 0.48,
      'no-new-number': 0.2,
      'new-result': -0.04,
      'no-new-formula': 0.74,
      'no-math': -0.31,
      'no-result': 0.03,
      'new-words': 2.08,
      'nothing-at-all': -0.71,
      'little-news': -0.17,
      'news-taken-up': -1.69,
      'news-taken-next': 0.75,
      contained: 0.7,
      'from-question': -1.19,
      'math-known': -0.9,
      'math-said-before': 1.63,
      'math-said-next': 0.72,
      'math-new': 0.11,
      'next-from-before': 0.97,
    },
  },
];

/** Least score of a flagged step, by preset. */
export const THRESHOLDS: Readonly<Record<Preset, number>> = {
  careful: 0.7,
  balanced: 0.5,
  aggressive: 0.18,
};
