import type { StepContent } from './step-facts.ts';

/** A value with the step that first gave it and the later steps that use it. */
export interface FlowValue {
  readonly key: string;
  /** 0-based index of the producing step. */
  readonly producer: number;
  /** 0-based indices of the later steps in which it stands, rising. */
  readonly users: readonly number[];
  readonly kind: 'number' | 'expression' | 'symbol';
  /** It stands in the question too, so a later use may mean the given one. */
  readonly given: boolean;
}

/** Values produced and used per step: the links of the derivation. */
export interface DataFlow {
  readonly values: readonly FlowValue[];
  /** Values that a step was the first to give. */
  readonly producedBy: readonly (readonly FlowValue[])[];
  /** Producing steps that a step depends on, rising. */
  readonly dependsOn: readonly (readonly number[])[];
}

interface Building {
  readonly key: string;
  readonly producer: number;
  readonly users: number[];
  readonly kind: FlowValue['kind'];
  readonly given: boolean;
}

interface Atom {
  readonly key: string;
  readonly kind: FlowValue['kind'];
}

/** Everything in a step that can be handed on. */
function atomsOf(step: StepContent): readonly Atom[] {
  const atoms: Atom[] = step.numbers.map((key) => ({ key, kind: 'number' }));
  for (const key of step.symbols) atoms.push({ key: `sym ${key}`, kind: 'symbol' });
  const seen = new Set<string>();
  const sides = [...step.formulas.equations.flatMap((e) => e.sides), ...step.formulas.expressions];
  for (const side of sides) {
    if (side.size < 3 || !side.hasSymbol || seen.has(side.key)) continue;
    seen.add(side.key);
    atoms.push({ key: side.key, kind: 'expression' });
  }
  return atoms;
}

function produces(step: StepContent, atom: Atom, given: boolean): boolean {
  if (!given) return true;
  return atom.kind === 'number' && step.products.some((p) => p.key === atom.key && p.how === 'equation');
}

/**
 * Links every value to the step that first gave it. A value that the question gives has a producer only where an
 * equation derives it anew. Linear in the text.
 */
export function buildDataFlow(question: StepContent | null, steps: readonly StepContent[]): DataFlow {
  const known = new Set(question === null ? [] : atomsOf(question).map((a) => a.key));
  const building = new Map<string, Building>();
  const producedBy: Building[][] = steps.map(() => []);
  const dependsOn: Set<number>[] = steps.map(() => new Set());
  steps.forEach((step, index) => {
    for (const atom of atomsOf(step)) {
      const value = building.get(atom.key);
      if (value === undefined) {
        const given = known.has(atom.key);
        if (!produces(step, atom, given)) continue;
        const made: Building = { key: atom.key, producer: index, users: [], kind: atom.kind, given };
        building.set(atom.key, made);
        producedBy[index]?.push(made);
      } else if (value.producer !== index) {
        value.users.push(index);
        dependsOn[index]?.add(value.producer);
      }
    }
  });
  return {
    values: [...building.values()],
    producedBy,
    dependsOn: dependsOn.map((set) => [...set].sort((a, b) => a - b)),
  };
}
