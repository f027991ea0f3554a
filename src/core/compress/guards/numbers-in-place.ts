import { isShown } from '../reading/arithmetic.ts';
import { newUnits, stepsRewrittenAt } from '../reading/new-text.ts';
import { type SourceReading, skeleton, sourceReading, spelling } from '../reading/source.ts';
import type { Unit } from '../reading/units.ts';
import { excerpt, type Guard, PASSED } from './types.ts';

/** Words and letters of a statement from which on it is the source's own statement and not a like one. */
const TELLING = 4;

/** Whether what the source says of a number is not said of another one. */
export const numbersInPlace: Guard = {
  id: 'numbers-in-place',
  title: 'Numbers in their places',
  summary: 'A statement or formula that a rewrite takes over from the source has the same numbers and signs there.',
  required: true,
  check(subject) {
    if (!subject.hasNewWords) return PASSED;
    const source = sourceReading(subject.input.text);
    const units = newUnits(subject);
    for (const [index, unit] of units.entries()) {
      const why = otherFilling(unit, units[index - 1], source) ?? otherFormula(unit, source);
      if (why === undefined) continue;
      const { start, end } = unit;
      const restore = stepsRewrittenAt(subject, start, end);
      return { passed: false, detail: why, span: { start, end }, restore };
    }
    return PASSED;
  },
};

/** The same words as in the source with other numbers or signs. */
function otherFilling(unit: Unit, before: Unit | undefined, source: SourceReading): string | undefined {
  if (unit.numbers.length === 0 || unit.weight === 0) return undefined;
  const fillings = source.fillings.get(unit.pattern);
  if (fillings === undefined || fillings.has(unit.filling)) return undefined;
  if (isCalculated(unit) || (unit.weight < TELLING && isResultOf(unit, before))) return undefined;
  const [first] = fillings;
  return `"${excerpt(unit.content.text)}" stands in the source with other numbers: ${excerpt(first ?? '')}.`;
}

/** All numbers of the unit stand in equations of it that arithmetic shows to be true. */
function isCalculated({ content, numbers }: Unit): boolean {
  const shown = content.formulas.equations.filter(isShown);
  const inside = new Set(shown.flatMap((equation) => equation.sides.flatMap((side) => side.numbers)));
  return shown.length > 0 && numbers.every((key) => inside.has(key));
}

/** Its only number was calculated right before. */
function isResultOf(unit: Unit, before: Unit | undefined): boolean {
  const shown = [unit, ...(before === undefined ? [] : [before])].flatMap(({ content }) =>
    content.formulas.equations.filter(isShown),
  );
  const results = new Set(
    shown.flatMap((equation) => equation.sides.flatMap((side) => (side.size === 1 ? side.numbers : []))),
  );
  return results.size > 0 && unit.numbers.every((key) => results.has(key));
}

/** An equation with letters that the source has with other numbers or signs only. */
function otherFormula(unit: Unit, source: SourceReading): string | undefined {
  for (const equation of unit.content.formulas.equations) {
    const shape = skeleton(equation);
    const known = shape === '' ? undefined : source.skeletons.get(shape);
    if (known === undefined || known.has(spelling(equation))) continue;
    const [first] = known;
    return `${excerpt(spelling(equation))} stands in the source as ${excerpt(first ?? '')}.`;
  }
  return undefined;
}
