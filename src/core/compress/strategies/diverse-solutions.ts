import { derivationOf } from '../derivation.ts';
import { planKeeping } from '../drop-reasons.ts';
import { type Solution, solutionsOf } from '../solutions.ts';
import type { BuiltInStrategy } from '../types.ts';

/** Share of formulas not seen in earlier solutions from which a solution counts as another way. */
const NEW_WAY = 0.6;

/** GDS of arXiv 2412.21187, with formulas in place of a judge of strategies. */
export const diverseSolutions: BuiltInStrategy = {
  needs: 'none',
  id: 'diverse-solutions',
  version: 1,
  title: 'Diverse solutions',
  summary: 'Keeps the first solution and each later one that calculates in another way; drops repeats of a way.',
  plan(input) {
    const solutions = solutionsOf(derivationOf(input.text));
    if (solutions.length === 0) return planKeeping(input, new Set(input.text.steps.keys()), '');
    const kept = new Set<number>();
    for (const solution of differing(solutions)) {
      for (let step = solution.start; step <= solution.end; step += 1) kept.add(step);
    }
    return planKeeping(input, kept, 'Brings no new way to the answer.');
  },
};

function differing(solutions: readonly Solution[]): readonly Solution[] {
  const seen = new Set<string>();
  return solutions.filter((solution, index) => {
    const fresh = [...solution.formulas].filter((key) => !seen.has(key)).length;
    for (const key of solution.formulas) seen.add(key);
    return index === 0 || (solution.formulas.size > 0 && fresh / solution.formulas.size >= NEW_WAY);
  });
}
