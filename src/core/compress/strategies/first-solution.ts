import { derivationOf } from '../derivation.ts';
import { planKeeping } from '../drop-reasons.ts';
import type { BuiltInStrategy } from '../types.ts';

/** FCS of arXiv 2412.21187. */
export const firstSolution: BuiltInStrategy = {
  needs: 'none',
  id: 'first-solution',
  version: 1,
  title: 'First solution',
  summary: 'Cuts the trace right after the step that first reaches the answer it ends with.',
  plan(input) {
    const { anchor } = derivationOf(input.text);
    const kept = new Set([...input.text.steps.keys()].filter((step) => anchor === null || step <= anchor));
    return planKeeping(input, kept, 'Stands after the first solution.');
  },
};
