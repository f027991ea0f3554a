import type { TraceFacts } from '../../analysis/facts.ts';
import type { StepContent } from '../../analysis/step-facts.ts';
import { chain, excerpt, type Guard, PASSED } from './types.ts';

/** Whether a rewrite has formulas that neither stand in the source nor can be checked by arithmetic. */
export const newFormulas: Guard = {
  id: 'new-formulas',
  title: 'No unknown formulas',
  summary: 'Formulas of a rewrite stand in the source or are plain arithmetic.',
  required: false,
  check({ hasNewWords, derivation, after }) {
    if (!hasNewWords) return PASSED;
    const known = new Set([...formulasOf(derivation.facts, true), ...formulasOf(derivation.facts, false)]);
    for (const step of after.steps) {
      const unknown = formulasIn([step], true).find((formula) => !known.has(formula));
      if (unknown === undefined) continue;
      const detail = `The formula ${excerpt(unknown)} does not stand in the source; check it by eye.`;
      return { passed: false, detail, span: { start: step.start, end: step.end } };
    }
    return PASSED;
  },
};

/** Formulas in one spelling; `unchecked`: only those that arithmetic cannot confirm, whole, else all with their parts. */
function formulasOf(facts: TraceFacts, unchecked: boolean): readonly string[] {
  const steps = facts.question === null || unchecked ? facts.steps : [facts.question, ...facts.steps];
  return formulasIn(steps, unchecked);
}

function formulasIn(steps: readonly StepContent[], unchecked: boolean): readonly string[] {
  return steps.flatMap(({ formulas }) => {
    const equations = formulas.equations
      .filter((equation) => !unchecked || equation.sides.some((side) => side.value === null))
      .flatMap((equation) =>
        unchecked ? [chain(equation)] : [chain(equation), ...equation.sides.map((side) => side.key)],
      );
    // An expression alone claims nothing that arithmetic could confirm.
    return [...equations, ...formulas.expressions.filter((one) => one.size >= 3).map((one) => one.key)];
  });
}
