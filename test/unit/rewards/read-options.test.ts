import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRewardOptions } from '../../../src/core/rewards/read-options.ts';
import { findRewardColumn, rewardColumns } from '../../../src/core/rewards/registry.ts';

function read(id: string, text: string) {
  const column = findRewardColumn(id);
  if (column === undefined) throw new Error(`There is no column ${id}.`);
  return readRewardOptions(column, text);
}

describe('options of a reward column', () => {
  test('are read with or without blanks; what is left out keeps its default', () => {
    expect(read('truncation', 'limit=2000')).toEqual({ options: { limit: 2000 }, wrong: [] });
    expect(read('l1-max', ' target = 2000 , alpha=1e-3,')).toEqual({
      options: { target: 2000, alpha: 0.001 },
      wrong: [],
    });
    expect(read('kimi-length', '  ')).toEqual({ options: {}, wrong: [] });
  });

  test('that do not exist are named with those that do', () => {
    expect(read('truncation', 'max=5').wrong).toEqual(['truncation has no option "max"; it has: limit.']);
    expect(read('kimi-length', 'limit=5').wrong).toEqual(['kimi-length has no option "limit"; it has none.']);
    expect(read('truncation', '__proto__=5').wrong).toHaveLength(1);
  });

  test('have to be numbers in their range', () => {
    const want = 'limit of truncation has to be a number from 1 to 10000000, not';
    for (const given of ['0', '-4', '1e9', 'NaN', 'Infinity', 'many', '', '4_000', '4 000']) {
      expect(read('truncation', `limit=${given}`)).toEqual({ options: {}, wrong: [`${want} "${given}".`] });
    }
  });

  test('keep what is right beside what is wrong', () => {
    const { options, wrong } = read('l1-exact', 'target=500,alpha=2,alpha,target=600');
    expect(options).toEqual({ target: 500 });
    expect(wrong).toEqual([
      'alpha of l1-exact has to be a number from 0 to 1, not "2".',
      '"alpha" has to have the form option=number.',
      'target of l1-exact is given twice.',
    ]);
  });

  test('of a hostile length are quoted in part', () => {
    const [wrong] = read('truncation', `${'a'.repeat(100_000)}=1`).wrong;
    expect(wrong?.length).toBeLessThan(200);
    expect(read('truncation', '='.repeat(100_000)).wrong).toHaveLength(1);
    expect(read('truncation', ','.repeat(100_000))).toEqual({ options: {}, wrong: [] });
  });

  test('never throw, and are in their range when nothing is wrong', () => {
    const names = fc.constantFrom(...rewardColumns.flatMap(({ options }) => options.map(({ id }) => id)), 'x', '');
    const piece = fc
      .tuple(names, fc.oneof(fc.double().map(String), fc.string()))
      .map(([id, value]) => `${id}=${value}`);
    const texts = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(',')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...rewardColumns), texts, (column, text) => {
        const { options } = readRewardOptions(column, text);
        for (const [id, value] of Object.entries(options)) {
          const option = column.options.find((some) => some.id === id);
          expect(value).toBeGreaterThanOrEqual(option?.least ?? Number.NaN);
          expect(value).toBeLessThanOrEqual(option?.most ?? Number.NaN);
        }
      }),
    );
  });
});
