import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lowestSteps, plogp, stepEntropies, topEntropy } from '../../../src/core/analysis/entropy.ts';
import type { LoggedToken } from '../../../src/core/model/logged-tokens.ts';

const token = (start: number, end: number, logprob: number, top: readonly number[] | null = null): LoggedToken => ({
  start,
  end,
  logprob,
  top,
});

describe('step entropy', () => {
  test('agrees with the test vector of the method', () => {
    expect([-0.1, -0.5, -2.3].map((l) => Number(plogp(l).toFixed(5)))).toEqual([0.09048, 0.30327, 0.2306]);
    const [made] = stepEntropies([{ start: 0, end: 9 }], [token(0, 3, -0.1), token(3, 6, -0.5), token(6, 9, -2.3)]);
    expect(made?.score).toBeCloseTo(0.20811, 5);
    expect(made?.surprisal).toBeCloseTo(2.9, 10);
    expect(made?.tokens).toBe(3);
    expect(made?.total).toBeNull();
  });

  test('the token that reaches over the end is left out of the mean, tokens between steps out of all', () => {
    const steps = [
      { start: 0, end: 5 },
      { start: 7, end: 12 },
    ];
    const made = stepEntropies(steps, [token(0, 4, -0.5), token(4, 7, -2.3), token(7, 12, -0.1), token(12, 14, -9)]);
    expect(made[0]?.score).toBeCloseTo(0.30327, 5);
    expect(made[0]?.surprisal).toBeCloseTo(2.8, 10);
    expect(made[1]).toMatchObject({ tokens: 1, surprisal: 0.1 });
  });

  test('the sum over the full distribution needs logged alternatives and says how much they cover', () => {
    const half = Math.log(0.5);
    const made = stepEntropies([{ start: 0, end: 4 }], [token(0, 2, half, [half, half]), token(2, 4, half, [half])]);
    expect(made[0]?.total).toBeCloseTo(1.5 * Math.log(2), 10);
    expect(made[0]?.coverage).toBeCloseTo(0.5, 10);
    expect(topEntropy([half, half])).toMatchObject({ mass: 1 });
  });

  test('a step without tokens has no score', () => {
    expect(stepEntropies([{ start: 3, end: 5 }], [])).toEqual([
      { tokens: 0, total: null, coverage: null, score: null, surprisal: 0 },
    ]);
  });

  test('any log gives finite figures', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 20 }), (logs) => {
        const tokens = logs.map((l, i) => token(i, i + 1, l, [l, -1]));
        const [made] = stepEntropies([{ start: 0, end: 20 }], tokens);
        return (
          Number.isFinite(made?.surprisal) && Number.isFinite(made?.score ?? 0) && Number.isFinite(made?.total ?? 0)
        );
      }),
    );
  });
});

describe('the steps that are masked', () => {
  test('are the lowest floor(n * ratio), in order; those without a score stay', () => {
    expect(lowestSteps([0.5, 0.1, null, 0.3, 0.2], 0.5)).toEqual([1, 4]);
    expect(lowestSteps([0.2, 0.2, 0.2], 0.8)).toEqual([0, 1]);
    expect(lowestSteps([0.1], 0.8)).toEqual([]);
    expect(lowestSteps([null, 0.1], 2)).toEqual([1]);
  });
});
