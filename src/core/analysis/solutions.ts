import type { TraceFacts } from './facts.ts';

/** A stretch of a trace that ends with the answer. Steps are 0-based, `end` is the last step of it. */
export interface Solution {
  readonly start: number;
  readonly end: number;
  /** Canonical keys of its equations and formulas. */
  readonly formulas: ReadonlySet<string>;
  /** It calculates in a way that no earlier solution has: most of its formulas are new. Always true of the first. */
  readonly isNewWay: boolean;
}

/** Share of formulas not seen in earlier solutions from which a solution counts as another way. */
const NEW_WAY = 0.6;

/**
 * Cuts a trace into solutions, each ending with a statement of the answer ("Do NOT think that much for 2+3=?",
 * arXiv 2412.21187; there a model finds the ends, here the stated answers do). Statements without any formula or number work
 * since the last one belong to the solution before. `firstEnd` is the step that ends the first one,
 * by default the step that truly reaches the answer. Empty when the answer is nowhere stated.
 */
export function solutionsOf(facts: TraceFacts, firstEnd: number | null = facts.anchor): readonly Solution[] {
  if (firstEnd === null) return [];
  const solutions: Stretch[] = [{ start: 0, end: firstEnd, formulas: formulasIn(facts, 0, firstEnd) }];
  let start = firstEnd + 1;
  for (const statement of facts.answer.statements) {
    if (statement < start) continue;
    const formulas = formulasIn(facts, start, statement);
    if (formulas.size > 0 || opensAttempt(facts, start, statement)) {
      solutions.push({ start, end: statement, formulas });
    } else {
      const last = solutions[solutions.length - 1];
      if (last !== undefined) solutions[solutions.length - 1] = { ...last, end: statement };
    }
    start = statement + 1;
  }
  return withWays(solutions);
}

type Stretch = Omit<Solution, 'isNewWay'>;

function withWays(solutions: readonly Stretch[]): readonly Solution[] {
  const seen = new Set<string>();
  return solutions.map((solution, index) => {
    const fresh = [...solution.formulas].filter((key) => !seen.has(key)).length;
    for (const key of solution.formulas) seen.add(key);
    const isNewWay = index === 0 || (solution.formulas.size > 0 && fresh / solution.formulas.size >= NEW_WAY);
    return { ...solution, isNewWay };
  });
}

function formulasIn(facts: TraceFacts, from: number, to: number): ReadonlySet<string> {
  const keys = new Set<string>();
  for (let step = from; step <= to; step += 1) {
    const { equations, expressions } = facts.steps[step]?.formulas ?? { equations: [], expressions: [] };
    for (const equation of equations) for (const side of equation.sides) if (side.size >= 3) keys.add(side.key);
    for (const expression of expressions) if (expression.size >= 3) keys.add(expression.key);
  }
  return keys;
}

function opensAttempt(facts: TraceFacts, from: number, to: number): boolean {
  for (let step = from; step <= to; step += 1) {
    const kind = facts.kinds[step];
    if (kind?.opensAttempt === true || kind?.kind === 'self-check') return true;
  }
  return false;
}
