import type { Head, Preset } from './types.ts';

/** Made by `node test/eval/fit-weights.ts --write` from the development data; not to be edited by hand. */
export const HEADS: readonly Head[] = [
  {
    id: 'repeat',
    bias: -7.23,
    weights: {
      'exact-repeat': 8.35,
      'near-repeat': 7.72,
      loop: 1.9,
    },
  },
  {
    id: 'tail',
    bias: -7.33,
    weights: {
      'tail-restated': 2.22,
      'tail-said-again': 0.87,
      'tail-length': 2.83,
      'tail-firm': 2.13,
      're-derivation': 3.09,
      'no-new-number': 0.62,
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
    bias: -3.87,
    weights: {
      're-derivation': 0.75,
      're-verification': 3.11,
      'restated-question': 0.14,
      'nothing-new': 0.47,
      'no-new-number': 0.19,
      'new-result': -0.03,
      'no-new-formula': 0.72,
      'no-math': -0.3,
      'no-result': 0.03,
      'new-words': 2.11,
      'nothing-at-all': -0.68,
      'little-news': -0.19,
      'news-taken-up': -1.7,
      'news-taken-next': 0.75,
      contained: 0.7,
      'from-question': -1.2,
      'math-known': -0.9,
      'math-said-before': 1.63,
      'math-said-next': 0.75,
      'math-new': 0.09,
      'next-from-before': 0.97,
    },
  },
];

/** Least score of a flagged step, by preset. */
export const THRESHOLDS: Readonly<Record<Preset, number>> = {
  careful: 0.69,
  balanced: 0.5,
  aggressive: 0.17,
};
