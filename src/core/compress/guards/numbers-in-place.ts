import { numberKey } from '../../analysis/text/lexer.ts';
import { isShown, resultsOf } from '../reading/arithmetic.ts';
import { newUnits, stepsRewrittenAt } from '../reading/new-text.ts';
import { fractionsIn, type SourceReading, skeleton, sourceReading, spelling } from '../reading/source.ts';
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
    const strict = isTakenOver(units, source);
    for (const [index, unit] of units.entries()) {
      const why =
        otherFilling(unit, units[index - 1], source, strict) ??
        otherFormula(unit, source, strict) ??
        otherFraction(unit, source);
      if (why === undefined) continue;
      const { start, end } = unit;
      const restore = stepsRewrittenAt(subject, start, end);
      return { passed: false, detail: why, span: { start, end }, restore };
    }
    return PASSED;
  },
};

/** Half of the statements with numbers, or more, are the source's own: then a changed one is a changed one. */
function isTakenOver(units: readonly Unit[], source: SourceReading): boolean {
  const telling = units.filter((unit) => unit.numbers.length > 0);
  const own = telling.filter((unit) => source.fillings.get(unit.pattern)?.has(unit.filling) === true);
  return own.length * 2 >= telling.length;
}

/** The same words as in the source with other numbers or signs. */
function otherFilling(
  unit: Unit,
  before: Unit | undefined,
  source: SourceReading,
  strict: boolean,
): string | undefined {
  const fillings = unit.numbers.length === 0 ? undefined : source.fillings.get(unit.pattern);
  if (fillings === undefined || fillings.has(unit.filling)) return undefined;
  if ((unit.weight < TELLING || !strict) && isCalculated(unit)) return undefined;
  const isLike = unit.weight < TELLING && (unit.weight < 2 || isResultOf(unit, before) || isSaidOf(unit, source));
  if (isLike && !strict) return undefined;
  const [first] = fillings;
  return `"${excerpt(unit.content.text)}" stands in the source with other numbers: ${excerpt(first ?? '')}.`;
}

/** All numbers of the unit stand in equations of it that arithmetic shows to be true. */
function isCalculated({ content, pattern }: Unit): boolean {
  const sides = content.formulas.equations.filter(isShown).flatMap((equation) => equation.sides);
  const inside = sides.reduce((sum, side) => sum + side.numbers.length, 0);
  return inside > 0 && inside >= pattern.split('#').length - 1;
}

/** The source says each of the numbers with the same word beside it. */
function isSaidOf(unit: Unit, source: SourceReading): boolean {
  return unit.beside.every((pair) => source.beside.has(pair));
}

/** Its numbers were calculated right before. */
function isResultOf(unit: Unit, before: Unit | undefined): boolean {
  const results = resultsOf([...(before?.content.formulas.equations ?? []), ...unit.content.formulas.equations]);
  return results.size > 0 && unit.numbers.every((key) => results.has(key));
}

/** A formula with letters that the source has with other numbers or signs only. */
function otherFormula({ content }: Unit, source: SourceReading, strict: boolean): string | undefined {
  const { equations, expressions } = content.formulas;
  const own = strict ? equations : equations.filter((equation) => !isShown(equation));
  const formulas = [...own.map(spelling), ...expressions.filter((one) => one.size >= LONG).map((one) => one.key)];
  for (const formula of formulas) {
    const shape = skeleton(formula);
    const known = shape === '' ? undefined : source.skeletons.get(shape);
    if (known === undefined || known.has(formula)) continue;
    const [first] = known;
    return `${excerpt(formula)} stands in the source as ${excerpt(first ?? '')}.`;
  }
  return undefined;
}

/** Operators and operands of a formula without a relation from which on it is known again. */
const LONG = 5;

/** A fraction that the source has turned around, or with another number above the same one, and that no calculation gives. */
function otherFraction({ content }: Unit, { fractions, numbers }: SourceReading): string | undefined {
  const shown = new Set(
    content.formulas.equations.filter(isShown).flatMap((one) => one.sides.map((side) => side.value)),
  );
  for (const { top, bottom } of fractionsIn(content.text)) {
    const value = Number(top) / Number(bottom);
    if (fractions.has(`${top}/${bottom}`) || shown.has(value)) continue;
    if (!Number.isInteger(value) && (numbers.has(numberKey(value)) || numbers.has(numberKey(value * 100)))) continue;
    const turned = fractions.has(`${bottom}/${top}`);
    const other = [...fractions].find((one) => one.endsWith(`/${bottom}`));
    const known = turned ? `${bottom}/${top}` : other;
    if (known !== undefined) return `${top}/${bottom} stands in the source as ${known}.`;
  }
  return undefined;
}
