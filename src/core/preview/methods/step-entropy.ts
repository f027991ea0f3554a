import { lowestSteps } from '../../analysis/entropy.ts';
import type { StepEntropy } from '../../model/logged-tokens.ts';
import type { MethodPreview, PreviewInput } from '../types.ts';

/** Steps of low entropy are replaced by [SKIP] (arXiv 2508.03346); needs a trace that carries logprobs. */
export const stepEntropy: MethodPreview = {
  id: 'step-entropy',
  title: 'Step entropy mask',
  summary: 'the steps of lowest entropy that would become [SKIP], for a mask ratio',
  controls(input) {
    if (known(input).length === 0) return 'The record carries no logprobs, so its steps have no entropy.';
    return [
      { id: 'ratio', title: 'Mask ratio (of steps)', least: 0, most: 1, step: 0.05, default: 0.8 },
      { id: 'paper', title: '0: score of the code, 1: entropy of the paper', least: 0, most: 1, step: 1, default: 0 },
    ];
  },
  show(input, { ratio = 0.8, paper = 0 }) {
    const all = known(input);
    const scoreOf = (entropy: StepEntropy) => (paper >= 1 ? entropy.total : entropy.score);
    const scores = input.entropies.map((entropy) =>
      entropy === null || entropy.tokens === 0 ? null : scoreOf(entropy),
    );
    const masked = lowestSteps(scores, ratio);
    const gone = new Set(masked);
    const tokensOf = (some: typeof all) => some.reduce((sum, { entropy }) => sum + entropy.tokens, 0);
    const share = tokensOf(all.filter(({ index }) => gone.has(index))) / Math.max(1, tokensOf(all));
    const left = scores.filter((score) => score === null).length;
    return {
      marks: [...gone].flatMap((index) =>
        input.steps[index] ? [{ ...input.steps[index], kind: 'gone' as const }] : [],
      ),
      sentences: [
        `${gone.size} of ${scores.length} steps become [SKIP]: ${Math.round(100 * share)} % of the logged tokens. A share of steps is no saving of tokens: steps of low entropy are short.`,
        ...(left === 0 ? [] : [`${left} steps have no figure of this kind and stay.`]),
        'Ask the model again with the masked thinking before the row is used: the method keeps only what still leads to the answer.',
      ],
    };
  },
};

function known({ entropies }: PreviewInput): readonly { readonly index: number; readonly entropy: StepEntropy }[] {
  return entropies.flatMap((entropy, index) => (entropy === null || entropy.tokens === 0 ? [] : [{ index, entropy }]));
}
