import { expect, test } from 'vitest';
import { meanOf, rangeOf, standardised } from '../../../src/core/rewards/statistics.ts';

test('standardises over all groups, and leaves nulls out', () => {
  expect(standardised([[1, null], [3]])).toEqual([[-1, null], [1]]);
  expect(standardised([[null], []])).toEqual([[null], []]);
});

test('values that differ by rounding alone are equal', () => {
  expect(0.1 + 0.2).not.toBe(0.3);
  expect(standardised([[0.1 + 0.2], [0.3, 0.3]])).toEqual([[0], [0, 0]]);
});

test('the range of more numbers than a call takes', () => {
  const many = Array.from({ length: 500_000 }, (_, i) => (i * 7919) % 500_000);
  expect(rangeOf(many)).toEqual({ least: 0, most: 499_999 });
});

test('of no numbers there is neither mean nor range', () => {
  expect(meanOf([])).toBeNull();
  expect(rangeOf([])).toBeNull();
});
