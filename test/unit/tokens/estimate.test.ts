import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { findTokenizer } from '../../../src/core/tokens/registry.ts';
import type { TokenCounter } from '../../../src/core/tokens/types.ts';
import { loadRanks } from './rank-data.ts';
import { mixedSteps } from './texts.ts';

const fromLength = (text: string) => text.length / 4;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

describe('the estimate', () => {
  let estimate: TokenCounter;
  let exact: TokenCounter;
  beforeAll(async () => {
    estimate = (await findTokenizer('estimate')?.create(loadRanks)) as TokenCounter;
    exact = (await findTokenizer('o200k_base')?.create(loadRanks)) as TokenCounter;
  });

  const error = (text: string, count: (text: string) => number) =>
    Math.abs(count(text) - exact.count(text)) / exact.count(text);

  it('says that it is one and needs no rank data', async () => {
    const made = await findTokenizer('estimate')?.create(() => Promise.reject(new Error('no ranks here')));
    expect(made?.exact).toBe(false);
    expect(made?.tokenEnds).toBeUndefined();
  });

  it('is off by less than 8 % for half of a mix of languages, code and formulas', () => {
    expect(median(mixedSteps(1000, 99).map((text) => error(text, estimate.count)))).toBeLessThan(0.08);
  });

  it.each([
    ['Chinese', '首先，我们设苹果的数量为 x，那么 3x + 5 = 20，因此 x = 5。所以答案是五个苹果，不是六个苹果。'],
    ['Japanese', 'まず、全体の人数は３６人です。そのうち男子は２０人なので、女子は１６人になります。'],
    ['digits', '3.14159265358979323846264338327950288419716939937510 12 345 6789 1024 65536'],
    ['equations', '(10 - 4) * 6 - 12 / 3 = 32 (left: 2 5 8 9), 2 + 5 = 7 (left: 7 8 9)'],
  ])('comes nearer than a quarter of the characters for %s', (_name, text) => {
    expect(error(text, estimate.count)).toBeLessThan(0.3);
    expect(error(text, estimate.count)).toBeLessThan(error(text, fromLength));
  });

  it('is a whole number, 0 only for nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const count = estimate.count(text);
        expect(Number.isInteger(count)).toBe(true);
        expect(count === 0).toBe(text === '');
      }),
    );
  });
});
