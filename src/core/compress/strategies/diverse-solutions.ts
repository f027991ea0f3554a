import { solutionsOf } from '../../analysis/solutions.ts';
import { planKeeping } from '../drop-reasons.ts';
import { factsOf } from '../trace-facts.ts';
import type { BuiltInStrategy } from '../types.ts';

/** GDS of arXiv 2412.21187, with formulas in place of a judge of strategies. */
export const diverseSolutions: BuiltInStrategy = {
  needs: 'none',
  id: 'diverse-solutions',
  version: 1,
  title: 'Diverse solutions',
  summary: 'Keeps the first solution and each later one that calculates in another way; drops repeats of a way.',
  plan(input) {
    const solutions = solutionsOf(factsOf(input.text));
    if (solutions.length === 0) return planKeeping(input, new Set(input.text.steps.keys()), '');
    const kept = new Set<number>();
    for (const solution of solutions.filter((s) => s.isNewWay)) {
      for (let step = solution.start; step <= solution.end; step += 1) kept.add(step);
    }
    return planKeeping(input, kept, 'Brings no new way to the answer.');
  },
};
