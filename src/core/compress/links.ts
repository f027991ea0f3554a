import { operandsFor } from '../analysis/anchor.ts';
import type { TraceFacts } from '../analysis/facts.ts';
import type { StepContent } from '../analysis/step-facts.ts';

/**
 * Per step the earlier steps that it builds on; wider than the data flow of the analysis, which links a value to its first
 * giver only. Here a value depends on every earlier calculation of it in another way (equal numbers may be different
 * quantities), a symbolic equation on the earlier ones with its symbols, and a step that states a new number without saying
 * from what on all earlier steps with numbers.
 */
export function linksOf(facts: TraceFacts): readonly ReadonlySet<number>[] {
  const given = new Set(facts.question?.numbers ?? []);
  const givers = new Map<string, Map<string, number>>();
  const symbolic = new Map<string, number>();
  const numeric: number[] = [];
  const seen = new Set<string>();
  const known = new Set(given);
  return facts.steps.map((step, index) => {
    const links = new Set(facts.flow.dependsOn[index] ?? []);
    for (const key of step.numbers) for (const giver of givers.get(key)?.values() ?? []) links.add(giver);
    const equations = step.formulas.equations.filter((equation) => equation.sides.some((side) => side.hasSymbol));
    if (equations.length > 0) {
      for (const symbol of step.symbols) {
        // One link is enough: that step links to the one before it.
        const latest = symbolic.get(symbol);
        if (latest !== undefined) links.add(latest);
      }
    }
    if (isUnexplained(facts, index, known)) for (const one of numeric.slice(-MAX_SILENT)) links.add(one);

    for (const key of resultsOf(step)) {
      for (const way of waysTo(step, key)) remember(givers, key, way, index);
    }
    if (equations.some((equation) => !seen.has(equation.key))) {
      for (const symbol of step.symbols) symbolic.set(symbol, index);
    }
    for (const equation of equations) seen.add(equation.key);
    if (step.numbers.some((key) => !known.has(key))) numeric.push(index);
    for (const key of step.numbers) known.add(key);
    links.delete(index);
    return links;
  });
}

/** Most earlier steps that a step without operands is held to build on; the nearest count. */
const MAX_SILENT = 300;
/** Most ways to one number that are told apart; the newest count. */
const MAX_WAYS = 12;

/** Notes the first step that comes to `key` by `way`. */
function remember(givers: Map<string, Map<string, number>>, key: string, way: string, index: number): void {
  const ways = givers.get(key) ?? new Map<string, number>();
  givers.set(key, ways);
  if (ways.has(way)) return;
  ways.set(way, index);
  const oldest = ways.keys().next().value;
  if (ways.size > MAX_WAYS && oldest !== undefined) ways.delete(oldest);
}

/** Numbers that the step states as results or that stand alone on a side of an equation. */
function resultsOf(step: StepContent): ReadonlySet<string> {
  const sides = step.formulas.equations.flatMap((equation) => equation.sides);
  const alone = sides.flatMap((side) => (side.size === 1 ? side.numbers : []));
  return new Set([...step.products.map((product) => product.key), ...alone]);
}

/** How a step comes to a number: the operands of its calculations, else the numbers in it that give the result. */
function waysTo(step: StepContent, key: string): readonly string[] {
  const operands = operandsFor(step, key);
  if (operands.length > 0) return operands;
  const others = step.numbers.filter((number) => number !== key).slice(0, MAX_OPERANDS);
  return isResultOf(Number(key), others.map(Number)) ? [others.sort().join(' ')] : [];
}

/** Most numbers of a step that are tried as operands. */
const MAX_OPERANDS = 24;

/**
 * It states a result that nothing before gave and that no calculation with the numbers in the step itself gives: "taking
 * these from the rest leaves 19" builds on numbers that it does not name.
 */
function isUnexplained(facts: TraceFacts, index: number, known: ReadonlySet<string>): boolean {
  const step = facts.steps[index];
  if (step === undefined) return false;
  return step.products.some((product) => {
    if (known.has(product.key) || operandsFor(step, product.key).length > 0) return false;
    const value = Number(product.key);
    const others = step.numbers.filter((key) => key !== product.key).slice(0, MAX_OPERANDS);
    return Number.isFinite(value) && !isResultOf(value, others.map(Number));
  });
}

/** Whether two of the numbers, or the sum or product of all, give the value. */
function isResultOf(value: number, numbers: readonly number[]): boolean {
  const same = (other: number): boolean => Math.abs(other - value) <= 0.006 * Math.max(1e-9, Math.abs(value));
  if (numbers.length < 2) return false;
  if (same(numbers.reduce((a, b) => a + b, 0)) || same(numbers.reduce((a, b) => a * b, 1))) return true;
  return numbers.some((a, i) =>
    numbers.some((b, j) => i !== j && (same(a - b) || same(a / b) || (i < j && (same(a + b) || same(a * b))))),
  );
}
