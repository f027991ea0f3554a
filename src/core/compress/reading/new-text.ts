import { readStep } from '../../analysis/step-facts.ts';
import type { Equation } from '../../analysis/text/equations.ts';
import type { GuardSubject } from '../guards/types.ts';
import { type Unit, unitsOf } from './units.ts';

const cache = new WeakMap<GuardSubject, readonly Unit[]>();

/** Units of the compressed text, read once for all guards. */
export function newUnits(subject: GuardSubject): readonly Unit[] {
  const known = cache.get(subject);
  if (known !== undefined) return known;
  const units = unitsOf(subject.text);
  cache.set(subject, units);
  return units;
}

/** Steps whose new words hold the piece of the compressed text, so that they can come back as they were. */
export function stepsRewrittenAt({ plan, text }: GuardSubject, start: number, end: number): readonly number[] {
  const piece = text.slice(start, end).trim();
  return (plan?.actions ?? []).flatMap((action, index) =>
    action.kind === 'rewrite' && action.text.includes(piece) ? [index] : [],
  );
}

/** Equations of a short text. */
export function equationsIn(text: string): readonly Equation[] {
  return readStep(text, { start: 0, end: text.length }, 0).formulas.equations;
}
