import type { StepContent } from '../../analysis/step-facts.ts';
import type { Equation } from '../../analysis/text/equations.ts';
import { numberKey } from '../../analysis/text/lexer.ts';
import type { TraceText } from '../../analysis/types.ts';
import { type Unit, unitsOf } from './units.ts';

/** What a trace's own texts say, to hold a new text against. */
export interface SourceReading {
  /** Units of the reasoning alone, in order. */
  readonly units: readonly Unit[];
  /** Numbers that stand in the question, the reasoning or the answers, or are the value of an expression there. */
  readonly numbers: ReadonlySet<string>;
  /** Fillings by the pattern of a unit, see `Unit`. */
  readonly fillings: ReadonlyMap<string, ReadonlySet<string>>;
  /** Equations in one spelling. */
  readonly equations: ReadonlySet<string>;
  /** Equations with letters by their spelling without numbers. */
  readonly skeletons: ReadonlyMap<string, ReadonlySet<string>>;
}

const cache = new WeakMap<TraceText, SourceReading>();

/** The trace's texts read for comparing, once per text object. */
export function sourceReading(text: TraceText): SourceReading {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const units = unitsOf(text.reasoning);
  const others = [text.question, text.answer, text.referenceAnswer].flatMap((one) => unitsOf(one ?? ''));
  const all = [...units, ...others];
  const reading: SourceReading = {
    units,
    numbers: new Set(all.flatMap(({ content }) => [...content.numbers, ...valuesIn(content)])),
    fillings: grouped(all.map(({ pattern, filling }) => [pattern, filling])),
    equations: new Set(all.flatMap(({ content }) => content.formulas.equations.map(spelling))),
    skeletons: grouped(
      all.flatMap(({ content }) => content.formulas.equations.map((one) => [skeleton(one), spelling(one)])),
    ),
  };
  cache.set(text, reading);
  return reading;
}

function grouped(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, new Set([value]));
    else group.add(value);
  }
  return groups;
}

/** Values of the calculations that a unit writes down. */
function valuesIn({ formulas }: StepContent): readonly string[] {
  const sides = [...formulas.equations.flatMap((equation) => equation.sides), ...formulas.expressions];
  return sides.flatMap((side) => (side.value === null || side.size < 2 ? [] : [numberKey(side.value)]));
}

/** All sides of an equation in one spelling. */
export function spelling(equation: Equation): string {
  return equation.sides.map((side) => side.key).join(' = ');
}

/** The spelling with numbers and signs left open; '' when no letter is in it, as every calculation looks like another. */
export function skeleton(equation: Equation): string {
  if (!equation.sides.some((side) => side.hasSymbol)) return '';
  return spelling(equation)
    .replace(/\d+(?:\.\d+)?/g, '#')
    .replace(/[-+*/]/g, '∘');
}
