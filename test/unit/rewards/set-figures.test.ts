import { describe, expect, test } from 'vitest';
import {
  acu,
  aes,
  eff,
  limitFigures,
  type SkipRow,
  scoreOf,
  skipConsistency,
} from '../../../src/core/rewards/set-figures.ts';
import { sample } from './support.ts';

describe('AES', () => {
  const baseline = { accuracy: 0.734, tokens: 932 };

  test('a gain in accuracy counts three times', () => {
    // O1-Pruner's averages for Marco-o1: 40.6 % shorter, 4.6 % better.
    expect(aes(baseline, { accuracy: 0.768, tokens: 554 })).toBeCloseTo(378 / 932 + 3 * (0.034 / 0.734), 10);
  });

  test('a loss counts five times, whatever the cells of the paper say', () => {
    const worse = { accuracy: 0.734 * (1 - 0.038), tokens: 932 * (1 - 0.037) };
    expect(aes(baseline, worse)).toBeCloseTo(0.037 - 5 * 0.038, 10);
    expect(aes(baseline, worse)).toBeCloseTo(-0.15, 2);
  });

  test('a longer method of the same accuracy has a negative score; the baseline itself has 0', () => {
    expect(aes(baseline, { accuracy: 0.734, tokens: 1864 })).toBeCloseTo(-1, 10);
    expect(aes(baseline, baseline)).toBe(0);
  });

  test('a baseline without tokens or accuracy leaves nothing to compare with', () => {
    expect(aes({ accuracy: 0, tokens: 10 }, baseline)).toBeNull();
    expect(aes({ accuracy: 0.5, tokens: 0 }, baseline)).toBeNull();
    expect(aes({ accuracy: 0, tokens: 0 }, { accuracy: 0, tokens: 0 })).toBeNull();
  });
});

test('ACU gives the figures that CoT-Valve printed for QwQ-32B', () => {
  expect(acu({ accuracy: 0.951, tokens: 741.1 }, 32)?.toFixed(2)).toBe('0.40');
  expect(acu({ accuracy: 0.949, tokens: 225.5 }, 32)?.toFixed(2)).toBe('1.32');
  expect(acu({ accuracy: 0.949, tokens: 0 }, 32)).toBeNull();
  expect(acu({ accuracy: 0, tokens: 10 }, 0)).toBeNull();
});

test('EFF gives the figure that LIMOPro printed', () => {
  expect(eff({ accuracy: 0.379, tokens: 6646 })?.toExponential(1)).toBe('5.7e-5');
  expect(eff({ accuracy: 0, tokens: 0 })).toBeNull();
});

test('the score of a set leaves out what nobody can grade', () => {
  expect(scoreOf([sample(100, true), sample(300, false), sample(9999, null)])).toEqual({ accuracy: 0.5, tokens: 200 });
  expect(scoreOf([sample(9999, null)])).toBeNull();
  expect(scoreOf([])).toBeNull();
});

describe('skip consistency', () => {
  const row = (full: number, asked: number, made: number, correct: boolean | null): SkipRow => ({
    full,
    asked,
    made,
    correct,
  });

  test('counts matches over all rows, and matching right ones over the rows that were to skip', () => {
    const rows = [row(5, 5, 5, true), row(5, 4, 4, true), row(5, 4, 4, false), row(5, 3, 4, true), row(5, 3, 3, null)];
    const made = skipConsistency(rows);
    expect(made.matched).toBeCloseTo(4 / 5, 10);
    expect(made.skipped).toBeCloseTo(1 / 3, 10);
  });

  test('without rows there are no shares', () => {
    expect(skipConsistency([])).toEqual({ matched: null, skipped: null });
    expect(skipConsistency([row(5, 5, 5, true)])).toEqual({ matched: 1, skipped: null });
  });
});

describe('truncation at several limits', () => {
  const groups = [
    [sample(100, true), sample(900, true)],
    [sample(100, true), sample(100, false)],
    [sample(100, null)],
    [],
  ];

  test('says the pass rate and which problems are left to train on', () => {
    expect(limitFigures(groups, [1000, 500, 50])).toEqual([
      { limit: 1000, passRate: 0.75, allZero: 0, allOne: 1, mixed: 1 },
      { limit: 500, passRate: 0.5, allZero: 0, allOne: 0, mixed: 2 },
      { limit: 50, passRate: 0, allZero: 2, allOne: 0, mixed: 0 },
    ]);
  });

  test('without graded samples there is no rate', () => {
    expect(limitFigures([[sample(1, null)]], [10])).toEqual([
      { limit: 10, passRate: null, allZero: 0, allOne: 0, mixed: 0 },
    ]);
  });
});
