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
    bias: -7.308,
    weights: {
      'after-answer': 0.298,
      'tail-restated': 2.635,
      'tail-said-again': 0.77,
      'tail-length': 2.975,
      'tail-firm': 2.082,
      're-derivation': 3.149,
      'no-new-number': 0.486,
    },
  },
  {
    id: 'gain',
    bias: -3.619,
    weights: {
      're-derivation': 0.651,
      're-verification': 2.76,
      'restated-question': 0.178,
      'nothing-new': 0.243,
      'no-new-number': 0.169,
      'no-new-formula': 0.775,
      'no-math': -0.242,
      'no-result': -0.187,
      'new-words': 2.048,
      'nothing-at-all': -0.7,
      'little-news': -0.131,
      'news-taken-up': -1.685,
      'news-taken-next': 0.754,
      contained: 0.659,
      'from-question': -1.212,
      'math-known': -0.912,
      'math-said-before': 1.549,
      'math-said-next': 0.795,
      'math-new': -0.332,
      'next-from-before': 1.038,
    },
  },
];

/** Least score of a flagged step, by preset. */
export const THRESHOLDS: Readonly<Record<Preset, number>> = {
  careful: 0.723,
  balanced: 0.5,
  aggressive: 0.194,
};
