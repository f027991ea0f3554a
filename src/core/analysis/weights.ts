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
    bias: -6.873,
    weights: {
      'exact-repeat': 8.155,
      'near-repeat': 7.482,
      loop: 2.017,
    },
  },
  {
    id: 'tail',
    bias: -7.401,
    weights: {
      'after-answer': 0.213,
      'tail-restated': 2.154,
      'tail-said-again': 0.776,
      'tail-length': 2.391,
      'tail-firm': 2.543,
      're-derivation': 3.238,
      'no-new-number': 0.68,
    },
  },
  {
    id: 'gain',
    bias: -3.638,
    weights: {
      're-derivation': 0.674,
      're-verification': 2.759,
      'restated-question': 0.181,
      'nothing-new': 0.244,
      'no-new-number': 0.161,
      'no-new-formula': 0.764,
      'no-math': -0.232,
      'no-result': -0.214,
      'new-words': 2.06,
      'nothing-at-all': -0.708,
      'little-news': -0.119,
      'news-taken-up': -1.685,
      'news-taken-next': 0.747,
      contained: 0.661,
      'from-question': -1.211,
      'math-known': -0.901,
      'math-said-before': 1.541,
      'math-said-next': 0.814,
      'math-new': -0.336,
      'next-from-before': 1.031,
    },
  },
];

/** Least score of a flagged step, by preset. */
export const THRESHOLDS: Readonly<Record<Preset, number>> = {
  careful: 0.723,
  balanced: 0.5,
  aggressive: 0.17,
};
