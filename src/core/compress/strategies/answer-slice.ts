import { derivationOf } from '../derivation.ts';
import { planKeeping } from '../drop-reasons.ts';
import type { BuiltInStrategy } from '../types.ts';

/** The backward slice from the answer. */
export const answerSlice: BuiltInStrategy = {
  needs: 'none',
  id: 'answer-slice',
  version: 1,
  title: 'Answer slice',
  summary: 'Keeps only the steps that the answer depends on, followed back from the step that reaches it.',
  plan(input) {
    return planKeeping(input, derivationOf(input.text).required, 'The answer does not depend on it.');
  },
};
