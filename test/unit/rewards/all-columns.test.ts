import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rewardColumns } from '../../../src/core/rewards/registry.ts';
import type { RewardColumn, RewardOptions, RewardSample } from '../../../src/core/rewards/types.ts';
import { sample } from './support.ts';

const tokens = fc.oneof(fc.constantFrom(0, 1, 5), fc.nat(5000), fc.nat(1_000_000_000));
const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
const anySample: fc.Arbitrary<RewardSample> = fc.record({
  tokens,
  correct: fc.option(fc.boolean()),
  originalTokens: fc.option(tokens),
  outcome: share,
  process: share,
});
const anyGroups = fc.array(fc.array(anySample, { maxLength: 6 }), { maxLength: 5 });

/** A value for each option, in its range, with the ends among them. */
function anyOptions({ options }: RewardColumn): fc.Arbitrary<RewardOptions> {
  return fc.record(
    Object.fromEntries(
      options.map(({ id, least = 0, most = 0 }) => [
        id,
        fc.oneof(fc.constantFrom(least, most), fc.double({ min: least, max: most, noNaN: true })),
      ]),
    ),
  );
}

const casesOf = (column: RewardColumn) => fc.tuple(anyOptions(column), anyGroups);

/** The range of a column's values, with room for rounding. */
const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  'o1-pruner': [-1 - 100, Infinity],
  'o1-pruner-code': [-Infinity, Infinity],
  'kimi-length': [-0.5, 0.5],
  'cot-valve-beta': [0, 1],
  dast: [-1, 1],
  'dast-budget': [0, 1_000_000_000],
  'l1-exact': [-Infinity, 1],
  'l1-max': [0, 1],
  truncation: [0, 1],
  'dler-advantage': [-Infinity, Infinity],
  'compression-rate': [-Infinity, 1],
  'tokenskip-ratio': [0, Infinity],
  'outcome-efficiency': [0, 1],
  'process-efficiency': [0, 1],
  // Six right samples with one token among them.
  efficiency: [0, 6],
};

/** Columns whose values do not ask whether a sample is right, or that say something of the whole problem. */
const OF_UNGRADED = [
  'dast-budget',
  'compression-rate',
  'tokenskip-ratio',
  'outcome-efficiency',
  'process-efficiency',
  'efficiency',
];

describe.each(rewardColumns)('$id', (column) => {
  test('has one value a sample, finite and in its range', () => {
    const [least, most] = BOUNDS[column.id] ?? [Number.NaN, Number.NaN];
    fc.assert(
      fc.property(casesOf(column), ([options, groups]) => {
        const values = column.compute(groups, options);
        expect(values.map((some) => some.length)).toEqual(groups.map((some) => some.length));
        for (const value of values.flat()) {
          if (value === null) continue;
          expect(Number.isFinite(value)).toBe(true);
          expect(value).toBeGreaterThanOrEqual(least - 1e-9);
          expect(value).toBeLessThanOrEqual(most + 1e-9);
        }
      }),
    );
  });

  test('takes no sample, a single one, and 200 000 of one problem', () => {
    expect(column.compute([], {})).toEqual([]);
    expect(column.compute([[]], {})).toEqual([[]]);
    expect(column.compute([[sample(3, true)]], {})[0]).toHaveLength(1);
    const many = Array.from({ length: 200_000 }, (_, i) => sample(i + 1, i % 3 > 0, { originalTokens: 7 }));
    const values = column.compute([many], {})[0] ?? [];
    expect(values).toHaveLength(200_000);
    expect(values.every((value) => value === null || Number.isFinite(value))).toBe(true);
  });

  test('gives no NaN for options that nobody checked', () => {
    for (const value of [Number.NaN, Infinity, -1]) {
      const options = Object.fromEntries(column.options.map(({ id }) => [id, value]));
      const values = column.compute([[sample(0, true), sample(5, false), sample(9, true)]], options).flat();
      expect(values.every((some) => some === null || Number.isFinite(some))).toBe(true);
    }
  });

  test('has its place in docs/rewards.md, with all options and their defaults', () => {
    const docs = readFileSync(new URL('../../../docs/rewards.md', import.meta.url), 'utf8');
    const part = docs.split('\n### ').find((some) => some.startsWith(`\`${column.id}\``));
    expect(part, `docs/rewards.md has no part "### \`${column.id}\`"`).toBeDefined();
    for (const option of column.options) expect(part).toContain(`\`${option.id}\` (${option.default})`);
  });
});

test.each(rewardColumns.filter(({ id }) => !OF_UNGRADED.includes(id)))(
  '$id has no value for samples that nobody can grade',
  (column) => {
    fc.assert(
      fc.property(casesOf(column), ([options, groups]) => {
        const ungraded = groups.map((samples) => samples.map((some) => ({ ...some, correct: null })));
        expect(
          column
            .compute(ungraded, options)
            .flat()
            .every((value) => value === null),
        ).toBe(true);
      }),
    );
  },
);

test.each(rewardColumns.filter(({ scope }) => scope === 'group'))('$id computes each problem by itself', (column) => {
  fc.assert(
    fc.property(casesOf(column), ([options, groups]) => {
      const apart = groups.map((samples) => column.compute([samples], options)[0]);
      expect(column.compute(groups, options)).toEqual(apart);
    }),
  );
});

test('standardised columns have mean 0 and deviation 1 unless they are flat', () => {
  for (const id of ['o1-pruner-code', 'dler-advantage']) {
    const column = rewardColumns.find((some) => some.id === id);
    fc.assert(
      fc.property(anyGroups, (groups) => {
        const values = (column?.compute(groups, {}) ?? []).flat().filter((value) => value !== null);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
        if (values.every((value) => value === 0)) return;
        expect(mean).toBeCloseTo(0, 6);
        expect(deviation).toBeCloseTo(1, 6);
      }),
    );
  }
});
