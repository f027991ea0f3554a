/** Mean of the numbers; null without any. */
export function meanOf(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null;
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** The least and the most of the numbers; null without any. As many as one likes: no call has them all as arguments. */
export function rangeOf(numbers: readonly number[]): { readonly least: number; readonly most: number } | null {
  const first = numbers[0];
  if (first === undefined) return null;
  let least = first;
  let most = first;
  for (const number of numbers) {
    if (number < least) least = number;
    if (number > most) most = number;
  }
  return { least, most };
}

/** The number, brought into [least, most]. */
export function clip(number: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, number));
}

/** Rewards nearer to each other than this are equal but for rounding, which must not become a difference of a whole deviation. */
const EQUAL = 1e-12;

/**
 * (value - mean) / population standard deviation, over the values of all groups at once; null stays null and counts nowhere. All
 * 0 when the values are equal, as a single one is.
 */
export function standardised(groups: readonly (readonly (number | null)[])[]): readonly (readonly (number | null)[])[] {
  const values = groups.flat().filter((value) => value !== null);
  const range = rangeOf(values);
  const mean = meanOf(values);
  if (range === null || mean === null) return groups;
  const deviation = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)) ?? 0);
  const isFlat = range.most - range.least <= EQUAL * Math.max(1, Math.abs(range.most), Math.abs(range.least));
  return groups.map((group) => group.map((value) => (value === null ? null : isFlat ? 0 : (value - mean) / deviation)));
}
