import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Distribution, EXACT_VALUES, PLACES_OF_BIN } from '../../../src/core/statistics/distribution.ts';
import { COUNT_SCALE, RATIO_SCALE, type Scale, SHARE_SCALE } from '../../../src/core/statistics/scales.ts';

const SCALES: readonly (readonly [Scale, fc.Arbitrary<number>])[] = [
  [COUNT_SCALE, fc.oneof(fc.nat(200), fc.nat(100_000), fc.nat(2 ** 31 - 1))],
  [SHARE_SCALE, fc.double({ min: 0, max: 1, noNaN: true })],
  [RATIO_SCALE, fc.double({ min: 0, max: 5, noNaN: true })],
];

function filled(scale: Scale, values: readonly number[]): Distribution {
  const made = new Distribution(scale);
  values.forEach((value, position) => {
    made.add(value, { file: 0, position, traceIndex: 0 });
  });
  return made;
}

describe.each(SCALES)('a distribution', (scale, value) => {
  it(`counts every value of ${scale.id} in the one bar that it belongs to`, () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (values) => {
        const bars = filled(scale, values).bars();
        expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
        for (const { from, to, count } of bars) {
          const inside = values.map((each) => scale.unitsOf(each)).filter((units) => units >= from && units < to);
          expect(count).toBe(inside.length);
        }
        for (const [at, { to }] of bars.entries()) if (bars[at + 1]) expect(bars[at + 1]?.from).toBe(to);
      }),
    );
  });

  it(`of ${scale.id} merges to the same as if all were added to one`, () => {
    fc.assert(
      fc.property(fc.array(value), fc.array(value), (a, b) => {
        const [one, both] = [filled(scale, a), filled(scale, [...a, ...b])];
        one.merge(filled(scale, b));
        for (const figure of ['count', 'sum', 'mean', 'least', 'largest'] as const)
          expect(one[figure]).toBe(both[figure]);
        expect(one.bars()).toEqual(both.bars());
        for (const q of [0.1, 0.5, 0.9, 1]) expect(one.quantile(q)).toEqual(both.quantile(q));
      }),
    );
  });

  it(`of ${scale.id} has bins whose edges hold their values`, () => {
    fc.assert(
      fc.property(value, (each) => {
        const units = scale.unitsOf(each);
        const [from, to] = scale.edgesOf(scale.binOf(units));
        expect(units).toBeGreaterThanOrEqual(from);
        expect(units).toBeLessThan(to);
      }),
    );
  });
});

describe('quantiles', () => {
  it('are those of the sorted values while they are few', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(10_000), { minLength: 1 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, q) => {
          const sorted = values.toSorted((a, b) => a - b);
          const wanted = sorted[Math.max(1, Math.ceil(q * values.length)) - 1];
          expect(filled(COUNT_SCALE, values).quantile(q)).toEqual({ value: wanted, error: 0 });
        },
      ),
    );
  });

  it('of many values are off by no more than they say, and by no more than a 32nd', () => {
    // A linear congruence: any spread will do, the same in each run.
    let state = 7;
    const values = Array.from({ length: EXACT_VALUES + 5_000 }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((state / 2 ** 31) ** 3 * 50_000);
    });
    const sorted = values.toSorted((a, b) => a - b);
    const spread = filled(COUNT_SCALE, values);
    for (const q of [0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 1]) {
      const found = spread.quantile(q);
      const wanted = sorted[Math.ceil(q * values.length) - 1] ?? 0;
      expect(Math.abs((found?.value ?? -1) - wanted)).toBeLessThanOrEqual(found?.error ?? -1);
      expect(found?.error).toBeLessThanOrEqual(wanted / 32);
    }
    expect(spread.quantile(0.9)?.error).toBeGreaterThan(0);
  });
});

describe('places of a bar', () => {
  it('are those of its values, the first of each bin, in the order of the file', () => {
    const spread = filled(COUNT_SCALE, [5, 6, 5, 900]);
    expect(spread.placesOf({ from: 5, to: 7 }).map(({ position }) => position)).toEqual([0, 1, 2]);
  });

  it('do not grow with the number of values', () => {
    const spread = filled(
      SHARE_SCALE,
      Array.from({ length: 5_000 }, () => 0.5),
    );
    expect(spread.placesOf({ from: 0, to: Number.POSITIVE_INFINITY })).toHaveLength(PLACES_OF_BIN);
  });
});

describe('bars', () => {
  it('of shares are ten, the whole in the last', () => {
    const bars = filled(SHARE_SCALE, [0, 0.099, 0.29, 0.3, 1]).bars();
    expect(bars.map(({ count }) => count)).toEqual([2, 0, 1, 1, 0, 0, 0, 0, 0, 1]);
    expect(bars.at(-1)?.label).toBe('90–100 %');
  });

  it('of lengths are few however far the values lie apart', () => {
    expect(filled(COUNT_SCALE, [0, 2 ** 31 - 1]).bars().length).toBeLessThan(40);
    expect(
      filled(COUNT_SCALE, [400, 520])
        .bars()
        .map(({ label }) => label),
    ).toContain('400–407');
  });

  it('of ratios put everything from twice the length into one', () => {
    expect(filled(RATIO_SCALE, [0.5, 2, 7]).bars().at(-1)).toMatchObject({ count: 2, label: '200 % and more' });
  });
});
