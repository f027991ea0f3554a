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
    bias: -6.804,
    weights: {
      'exact-repeat': 8.13,
      'near-repeat': 7.379,
      loop: 2.016,
    },
  },
  {
    id: 'tail',
    bias: -7.287,
    weights: {
      'tail-restated': 2.24,
      'tail-said-again': 0.884,
      'tail-length': 2.753,
      'tail-firm': 2.136,
      're-derivation': 3.047,
      'no-new-number': 0.616,
    },
  },
  {
    id: 'gain',
    bias: -3.897,
    weights: {
      're-derivation': 0.769,
      're-verification': 2.704,
      'restated-question': 0.169,
      'nothing-new': 0.481,
      'no-new-number': 0.202,
      'new-result': -0.045,
      'no-new-formula': 0.749,
      'no-math': -0.277,
      'no-result': 0.043,
      'new-words': 2.08,
      'nothing-at-all': -0.693,
      'little-news': -0.186,
      'news-taken-up': -1.714,
      'news-taken-next': 0.754,
      contained: 0.692,
      'from-question': -1.193,
      'math-known': -0.903,
      'math-said-before': 1.639,
      'math-said-next': 0.718,
      'math-new': 0.104,
      'next-from-before': 0.984,
      needed: -0.001,
    },
  },
];

/** Least score of a flagged step, by preset. */
export const THRESHOLDS: Readonly<Record<Preset, number>> = {
  careful: 0.731,
  balanced: 0.5,
  aggressive: 0.171,
};
