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
    bias: -6.657,
    weights: {
      'exact-repeat': 8.287,
      'near-repeat': 7.238,
      loop: 1.913,
    },
  },
  {
    id: 'tail',
    bias: -7.233,
    weights: {
      'tail-restated': 2.617,
      'tail-said-again': 0.818,
      'tail-length': 3.048,
      'tail-firm': 2.257,
      're-derivation': 2.86,
      'no-new-number': 0.49,
    },
  },
  {
    id: 'gain',
    bias: -3.749,
    weights: {
      're-derivation': 0.733,
      're-verification': 2.743,
      'restated-question': 0.161,
      'nothing-new': 0.226,
      'no-new-number': 0.105,
      'new-result': -0.179,
      'no-new-formula': 0.738,
      'no-math': -0.408,
      'no-result': 0.033,
      'new-words': 1.996,
      'nothing-at-all': -0.664,
      'little-news': -0.196,
      'news-taken-up': -1.681,
      'news-taken-next': 0.776,
      contained: 0.676,
      'from-question': -1.196,
      'math-known': -0.925,
      'math-said-before': 1.582,
      'math-said-next': 0.777,
      'math-new': -0.268,
      'next-from-before': 1.022,
      needed: -0.076,
    },
  },
];

/** Least score of a flagged step, by preset. */
export const THRESHOLDS: Readonly<Record<Preset, number>> = {
  careful: 0.9,
  balanced: 0.5,
  aggressive: 0.181,
};
