import { readTrace, type TraceFacts } from './facts.ts';
import type { StepContent } from './step-facts.ts';
import type { TraceText } from './types.ts';

/** A step in the graph of values. Steps are 0-based, values canonical ("24" for 24, 24.0 and \(24\)). */
export interface FlowStep {
  /**
   * Values that no step before gave and the question does not give, with the later steps in which they stand. A result of an
   * equation that nothing later uses is there with nobody, unless it is the answer.
   */
  readonly gives: readonly { readonly value: string; readonly to: readonly number[] }[];
  /** Values of earlier steps that stand in it, with the step that gave them. */
  readonly uses: readonly { readonly value: string; readonly from: number }[];
}

/** The links between the steps of a trace: which values go from where to where. Linear in the links; never throws. */
export function flowGraph(text: TraceText): readonly FlowStep[] {
  const facts = readTrace(text);
  const uses: { value: string; from: number }[][] = facts.steps.map(() => []);
  const gives = facts.steps.map((_, index) => givenBy(facts, index));
  gives.forEach((values, from) => {
    for (const { value, to } of values) for (const user of to) uses[user]?.push({ value, from });
  });
  return gives.map((own, index) => ({ gives: own, uses: uses[index] ?? [] }));
}

function givenBy({ flow, steps, answer }: TraceFacts, index: number): FlowStep['gives'] {
  const step = steps[index];
  const loose = new Set(step === undefined ? [] : looseResults(step));
  return (flow.producedBy[index] ?? [])
    .filter(({ kind }) => kind !== 'symbol')
    .filter(({ key, users }) => users.length > 0 || (loose.has(key) && key !== answer.number))
    .map(({ key, users }) => ({ value: key, to: users }));
}

/** Results of a step's equations that no other equation of the step calculates with. */
function looseResults({ products, formulas }: StepContent): readonly string[] {
  const users = new Map<string, Set<string>>();
  for (const { key, sides } of formulas.equations) {
    for (const number of sides.slice(0, -1).flatMap((side) => side.numbers)) {
      users.set(number, (users.get(number) ?? new Set()).add(key));
    }
  }
  const isUsed = (key: string, equation: string | undefined) => [...(users.get(key) ?? [])].some((e) => e !== equation);
  return products.flatMap(({ key, how, equation }) => (how === 'equation' && !isUsed(key, equation) ? [key] : []));
}
