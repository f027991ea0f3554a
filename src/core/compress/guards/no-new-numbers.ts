import { numberKey } from '../../analysis/text/lexer.ts';
import { givenBy } from '../reading/arithmetic.ts';
import { newUnits, stepsRewrittenAt } from '../reading/new-text.ts';
import { sourceReading } from '../reading/source.ts';
import type { Unit } from '../reading/units.ts';
import { type Guard, PASSED } from './types.ts';

/** Whether every number of new words comes from somewhere. */
export const noNewNumbers: Guard = {
  id: 'no-new-numbers',
  title: 'No new numbers',
  summary: 'A number of a rewrite stands in the source or is the result of a right calculation in the text.',
  required: true,
  check(subject) {
    if (!subject.hasNewWords) return PASSED;
    const { numbers } = sourceReading(subject.input.text);
    const units = newUnits(subject);
    const calculated = calculatedIn(units, numbers);
    const isKnown = (key: string): boolean => calculated.has(key) || inOtherNotation(key, numbers);
    const unit = units.find((one) => one.numbers.some((key) => !isKnown(key)));
    if (unit === undefined) return PASSED;
    const names = unit.numbers.filter((key) => !isKnown(key)).slice(0, 5);
    const { start, end } = unit;
    return {
      passed: false,
      detail: `The new text has the number ${names.join(', ')}, which the source does not have.`,
      span: { start, end },
      restore: stepsRewrittenAt(subject, start, end),
    };
  },
};

/** Known numbers and what right calculations with them give, in the order of the text. */
function calculatedIn(units: readonly Unit[], known: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set(known);
  for (const { content } of units) {
    for (const equation of content.formulas.equations) {
      for (const { from, to } of givenBy(equation)) {
        // A calculation may bring one number of its own: "60 minutes", "12 in a dozen".
        if (from.filter((key) => !all.has(key) && !inOtherNotation(key, all)).length === 0) all.add(to);
      }
    }
  }
  return all;
}

/** "25 %" as 0.25, "0.2" as 20 %. */
function inOtherNotation(key: string, numbers: ReadonlySet<string>): boolean {
  if (numbers.has(key)) return true;
  const value = Number(key);
  if (!Number.isFinite(value) || Number.isInteger(value)) return false;
  return value < 1 && numbers.has(numberKey(value * 100));
}
