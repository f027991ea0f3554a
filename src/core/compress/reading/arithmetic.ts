import type { Equation, Expression } from '../../analysis/text/equations.ts';

/** Whether two values are one: the one with fewer decimals may be cut or rounded there; `roughly` allows whole numbers, too. */
export function same(a: number, b: number, roughly = false): boolean {
  const difference = Math.abs(a - b);
  const size = Math.max(1e-9, Math.abs(a), Math.abs(b));
  if (difference <= 1e-9 * size) return true;
  const decimals = Math.min(decimalsOf(a), decimalsOf(b));
  if (decimals === 0) return roughly && difference <= 0.011 * size && (!Number.isInteger(a) || !Number.isInteger(b));
  return difference < 1.001 * 10 ** -decimals && difference <= 0.06 * size;
}

function decimalsOf(value: number): number {
  const text = String(value);
  const point = text.indexOf('.');
  return point < 0 || text.includes('e') ? 0 : text.length - point - 1;
}

/** The sides that claim to be equal: a number that a word hands over ("of 50 = 25") only begins the next phrase. */
function claimed(equation: Equation): readonly Expression[] {
  const { sides, relation } = equation;
  const [first, second] = sides;
  const handedOver = sides.length > 2 || second?.size === 1 || /(?:^| )of$/.test(relation);
  return first?.size === 1 && relation !== '' && handedOver ? sides.slice(1) : sides;
}

/** "4 5/8": digits before a fraction are a mixed number for some writers and a product for others. */
const MIXED = /\d\(\(?\d+\)?\/\(?\d+\)?\)|\d{1,9}\(\(/;

/** The value of a side, null where it has none or two readings. */
function sideValue(side: Expression): number | null {
  return MIXED.test(side.key.slice(0, 200)) ? null : side.value;
}

/** Minutes, hours, cents and the like: the same quantity in other units. */
const UNITS: readonly number[] = [60, 100, 12, 24, 7, 1000, 3600, 16, 365, 52];

/** What the words around an equation allow. */
export interface Around {
  /** Units stand in the text, so that a lone number may be the one before it in another unit. */
  readonly units?: boolean;
  readonly percent?: boolean;
  /** The text says that it rounds. */
  readonly roughly?: boolean;
}

/** Whether all sides that are plain arithmetic have one value. True also where there is nothing to compare. */
export function holds(equation: Equation, around: Around = {}): boolean {
  if (!equation.isEquality) return true;
  const sides = claimed(equation).filter((side) => sideValue(side) !== null);
  return sides.every((side, index) => {
    const before = sides[index - 1];
    return before === undefined || agree(before, side, around);
  });
}

function agree(left: Expression, right: Expression, { units, percent, roughly }: Around): boolean {
  const [a, b] = [left.value ?? 0, right.value ?? 0];
  if (same(a, b, roughly)) return true;
  if (percent === true && (same(a * 100, b, roughly) || same(a, b * 100, roughly))) return true;
  const lone = left.size === 1 && right.size === 1;
  return units === true && lone && UNITS.some((factor) => same(a * factor, b) || same(b * factor, a));
}

/** Whether arithmetic says that the equation is true: two sides at least have values, and they agree. */
export function isShown(equation: Equation): boolean {
  const sides = claimed(equation).filter((side) => sideValue(side) !== null);
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

/** Lone numbers on a side of a true one of the equations: what was just calculated. */
export function resultsOf(equations: readonly Equation[]): ReadonlySet<string> {
  const sides = equations.filter(isShown).flatMap((equation) => equation.sides);
  return new Set(sides.flatMap((side) => (side.size === 1 ? side.numbers : [])));
}
