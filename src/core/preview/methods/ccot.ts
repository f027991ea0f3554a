import { evenSubset } from '../../export/even-subset.ts';
import type { MethodPreview } from '../types.ts';

/** Compressed chain of thought in hidden states (CCoT, arXiv 2412.13171): k = ceil(r * m) of the m tokens, evenly spaced. */
export const ccot: MethodPreview = {
  id: 'ccot',
  title: 'CCoT subset',
  summary: 'the evenly spaced tokens whose hidden states CCoT learns to produce, for a ratio r',
  controls({ tokenEnds }) {
    if (tokenEnds.length === 0) return 'The trace has no reasoning.';
    return [{ id: 'r', title: 'Ratio r', least: 0.01, most: 0.5, step: 0.01, default: 0.1 }];
  },
  show({ tokenEnds, tokenizer }, { r = 0.1 }) {
    const chosen = evenSubset(tokenEnds.length, r);
    return {
      marks: chosen.map((index) => ({
        start: index === 0 ? 0 : (tokenEnds[index - 1] ?? 0),
        end: tokenEnds[index] ?? 0,
        kind: 'chosen',
      })),
      sentences: [
        `k = ceil(${r} * ${tokenEnds.length}) = ${chosen.length} contemplation tokens for ${tokenEnds.length} tokens (${tokenizer}).`,
        'The text itself is not compressed: training needs the hidden states of these tokens. The paper used r = 0.05 and 0.1; gains level off near 0.2.',
      ],
    };
  },
};
