import { solutionsOf } from '../../analysis/solutions.ts';
import { planKeeping } from '../drop-reasons.ts';
import { factsOf } from '../trace-facts.ts';
import type { BuiltInStrategy } from '../types.ts';

/** FCS+Reflection of arXiv 2412.21187. */
export const firstSolutionReflection: BuiltInStrategy = {
  needs: 'none',
  id: 'first-solution-reflection',
  version: 1,
  title: 'First solution with one reflection',
  summary: 'Keeps the trace through its second solution, so that one check of the first is left.',
  plan(input) {
    const solutions = solutionsOf(factsOf(input.text));
    const last = solutions[1] ?? solutions[0];
    const kept = new Set([...input.text.steps.keys()].filter((step) => last === undefined || step <= last.end));
    return planKeeping(input, kept, 'Stands after the second solution.');
  },
};
