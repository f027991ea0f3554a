import { resultsOf } from '../reading/arithmetic.ts';
import { newUnits } from '../reading/new-text.ts';
import { type SourceReading, sourceReading } from '../reading/source.ts';
import type { Unit } from '../reading/units.ts';
import { excerpt, type Guard, PASSED } from './types.ts';

/** Whether each number is said of something that the source says it of. */
export const quantitiesKnown: Guard = {
  id: 'quantities-known',
  title: 'Quantities as in the source',
  summary: 'A number of a rewrite stands beside a word ("24 sheep") that the source has with the same number.',
  required: false,
  check(subject) {
    if (!subject.hasNewWords) return PASSED;
    const source = sourceReading(subject.input.text);
    const units = newUnits(subject);
    for (const [index, unit] of units.entries()) {
      const pair = otherQuantity(unit, units[index - 1], source);
      if (pair === undefined) continue;
      const { start, end } = unit;
      const detail = `"${excerpt(pair)}": the source has this word with other numbers only; check it by eye.`;
      return { passed: false, detail, span: { start, end } };
    }
    return PASSED;
  },
};

/** "9 days" where the source speaks of days with other numbers only, and no calculation around gives the 9. */
function otherQuantity(unit: Unit, before: Unit | undefined, source: SourceReading): string | undefined {
  const given = resultsOf([...(before?.content.formulas.equations ?? []), ...unit.content.formulas.equations]);
  return unit.beside.find((pair) => {
    const [number = '', word = ''] = pair.split(' ');
    const company = /^[-\d.]+$/.test(number) ? source.company.get(word) : undefined;
    return company !== undefined && !company.has(number.replace('-', '')) && !given.has(number);
  });
}
