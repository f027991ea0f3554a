import { expect, test } from 'vitest';
import {
  OFFSETS,
  offsetDistribution,
  removedTokens,
  scheduledRemoval,
} from '../../../src/core/export/icot-schedule.ts';

test('the offsets have the published chances for lambda 4', () => {
  const [none = 0, one = 0, two = 0] = offsetDistribution(4);
  expect(none).toBeCloseTo(0.98168, 5);
  expect(one).toBeCloseTo(0.01798, 5);
  expect(two).toBeCloseTo(0.00033, 5);
});

test('the offsets end at 100 with the rest of the chance on the last', () => {
  const slow = offsetDistribution(0.01);
  expect(slow).toHaveLength(OFFSETS);
  expect(slow.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
  expect(slow[99]).toBeGreaterThan(0.3);
  expect(slow[98]).toBeLessThan(0.01);
});

test('an infinite lambda never removes more than scheduled', () => {
  expect(offsetDistribution(Number.POSITIVE_INFINITY).slice(0, 3)).toEqual([1, 0, 0]);
});

test('Delta tokens go each epoch, evenly over its steps', () => {
  const pace = { delta: 8, stepsPerEpoch: 100 };
  expect([0, 12, 13, 99, 100, 250].map((step) => scheduledRemoval(step, pace))).toEqual([0, 0, 1, 7, 8, 20]);
});

test('a chain never loses more than it has, and everything beyond the threshold', () => {
  expect(removedTokens(10, 3)).toBe(3);
  expect(removedTokens(10, 3, 2)).toBe(5);
  expect(removedTokens(10, 30)).toBe(10);
  expect(removedTokens(100, 38, 0, 39)).toBe(38);
  expect(removedTokens(100, 39, 0, 39)).toBe(100);
});
