import { describe, expect, it } from 'vitest';
import { cohenKappa, interval, krippendorffAlpha, nominal, ordinal } from '../../../src/core/annotations/agreement.ts';

/** Rows of annotators as the literature prints them, "*" for a missing value, turned into units. */
function units(...annotators: readonly string[]): (string | null)[][] {
  const rows = annotators.map((row) => row.split(' '));
  return (rows[0] ?? []).map((_value, unit) => rows.map((row) => (row[unit] === '*' ? null : (row[unit] ?? null))));
}

describe("Cohen's kappa", () => {
  it('is 0.4 for 20 and 15 common answers of 50 with 25 and 30 times yes (a textbook table)', () => {
    const table: [string, string, number][] = [
      ['yes', 'yes', 20],
      ['yes', 'no', 5],
      ['no', 'yes', 10],
      ['no', 'no', 15],
    ];
    const rows = table.flatMap(([a, b, times]) => Array.from({ length: times }, () => [a, b]));
    expect(cohenKappa(rows, 0, 1)).toEqual({ both: 50, equal: 35, kappa: expect.closeTo(0.4, 10) });
  });

  it('takes only units that both judged, is 1 when they agree, and null where chance explains all', () => {
    expect(cohenKappa(units('a b * a', 'a b b *'), 0, 1)).toEqual({ both: 2, equal: 2, kappa: 1 });
    expect(cohenKappa(units('a a', 'a a'), 0, 1)).toEqual({ both: 2, equal: 2, kappa: null });
    expect(cohenKappa(units('a *', '* a'), 0, 1)).toEqual({ both: 0, equal: 0, kappa: null });
    expect(cohenKappa(units('a b', 'b a'), 0, 1).kappa).toBe(-1);
  });
});

describe("Krippendorff's alpha", () => {
  // Example C of "Computing Krippendorff's alpha-reliability": four observers, twelve units, missing values.
  const example = units(
    '1 2 3 3 2 1 4 1 2 * * *',
    '1 2 3 3 2 2 4 1 2 5 * 3',
    '* 3 3 3 2 3 4 2 2 5 1 *',
    '1 2 3 3 2 4 4 1 2 5 1 *',
  );

  it('reproduces the published values of its example with missing values', () => {
    expect(krippendorffAlpha(example, nominal)).toBeCloseTo(0.743, 3);
    expect(krippendorffAlpha(example, ordinal)).toBeCloseTo(0.815, 3);
    expect(krippendorffAlpha(example, interval)).toBeCloseTo(0.849, 3);
  });

  it('reproduces the published value of its example with two observers and two values', () => {
    expect(krippendorffAlpha(units('0 1 0 0 0 0 0 0 1 0', '1 1 1 0 0 1 0 0 0 0'))).toBeCloseTo(0.095, 3);
  });

  it('is null where there is nothing to compare or all values are equal', () => {
    expect(krippendorffAlpha([])).toBeNull();
    expect(krippendorffAlpha(units('a *', '* b'))).toBeNull();
    expect(krippendorffAlpha(units('a a', 'a a'))).toBeNull();
  });
});
