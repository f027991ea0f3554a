import type { Equation, Expression } from '../../analysis/text/equations.ts';

/** Whether two values are one; whole numbers exactly, others up to rounding. */
export function same(a: number, b: number): boolean {
  if (Number.isInteger(a) && Number.isInteger(b)) return a === b;
  const difference = Math.abs(a - b);
  const isRounded = Number.isInteger(a) || Number.isInteger(b);
  return difference <= 0.011 * Math.max(1e-9, Math.abs(a), Math.abs(b)) && (!isRounded || difference <= 0.5);
}

/** The sides that claim to be equal: a number that a word hands over ("of 50 = 25") only begins the next phrase. */
function claimed(equation: Equation): readonly Expression[] {
  const { sides, relation } = equation;
  const words = sides.length > 2 ? /(?:^| )(?:of|to|and|by|with|for|at)$/ : /(?:^| )of$/;
  return sides[0]?.size === 1 && words.test(relation) ? sides.slice(1) : sides;
}

/** Whether all sides that are plain arithmetic have one value. True also where there is nothing to compare. */
export function holds(equation: Equation): boolean {
  if (!equation.isEquality) return true;
  const values = claimed(equation).flatMap((side) => (side.value === null ? [] : [side.value]));
  const first = values[0];
  return first === undefined || values.every((value) => same(value, first));
}

/** Whether arithmetic says that the equation is true: two sides at least have values, and they agree. */
export function isShown(equation: Equation): boolean {
  const sides = claimed(equation).filter((side) => side.value !== null);
  return equation.isEquality && sides.length >= 2 && sides.some((side) => side.size >= 2) && holds(equation);
}

/** A number that a true equation gives, and the numbers that it is calculated from. */
export interface Given {
  readonly from: readonly string[];
  readonly to: string;
}

/** What a true equation gives: each lone number on a side, from the numbers of each other side. */
export function givenBy(equation: Equation): readonly Given[] {
  if (!isShown(equation)) return [];
  const sides = claimed(equation);
  return sides.flatMap((side) => {
    const to = side.numbers.length === 1 && side.size <= 2 && !side.hasSymbol ? side.numbers[0] : undefined;
    if (to === undefined) return [];
    return sides
      .filter((other) => other !== side && other.numbers.length >= 2 && !other.hasSymbol)
      .map((other) => ({ from: other.numbers, to }));
  });
}
