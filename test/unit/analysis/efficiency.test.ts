import { describe, expect, test } from 'vitest';
import {
  type Efficiency,
  efficiencyOf,
  mergeEfficiency,
  NO_EFFICIENCY,
  outcomeEfficiency,
  processEfficiency,
  traceEfficiency,
} from '../../../src/core/analysis/efficiency.ts';
import { readTrace } from '../../../src/core/analysis/facts.ts';
import { traceOf } from './helpers.ts';

// Worked example of arXiv 2412.21187: 901 tokens; solutions 1, 2, 3, 7, 8, 9 and 12 open a new way.
const ways = new Map([
  [1, 39],
  [2, 109],
  [3, 39],
  [7, 29],
  [8, 29],
  [9, 19],
  [12, 59],
]);
const solutions = Array.from({ length: 13 }, (_, i) => ({
  tokens: ways.get(i + 1) ?? 578 / 6,
  isCorrect: true,
  isNewWay: ways.has(i + 1),
}));

describe('efficiency', () => {
  test('agrees with the worked example of the paper', () => {
    const made = efficiencyOf(901, solutions);
    expect(outcomeEfficiency(made)).toBeCloseTo(39 / 901, 10);
    expect(outcomeEfficiency(made)).toBeCloseTo(0.043, 3);
    expect(processEfficiency(made)).toBeCloseTo(323 / 901, 10);
    expect(processEfficiency(made)).toBeCloseTo(0.358, 3);
  });

  test('nothing right has no outcome; nothing at all has no figures', () => {
    const wrong = solutions.map((s) => ({ ...s, isCorrect: false }));
    expect(outcomeEfficiency(efficiencyOf(901, wrong))).toBe(0);
    expect(outcomeEfficiency(NO_EFFICIENCY)).toBeNull();
    expect(processEfficiency(efficiencyOf(0, []))).toBeNull();
  });

  test('the figures of a file are those of its traces, merged in any order', () => {
    const traces: readonly Efficiency[] = [
      efficiencyOf(100, [{ tokens: 50, isCorrect: true, isNewWay: true }]),
      efficiencyOf(100, []),
      efficiencyOf(10, [{ tokens: 10, isCorrect: true, isNewWay: true }]),
    ];
    const forth = traces.reduce(mergeEfficiency, NO_EFFICIENCY);
    expect(forth).toEqual(traces.toReversed().reduce(mergeEfficiency, NO_EFFICIENCY));
    expect(outcomeEfficiency(forth)).toBeCloseTo(0.5, 10);
  });
});

describe('efficiency of a trace', () => {
  const steps = [
    '3 * 8 = 24',
    'So 24 - 5 = 19',
    '19 * 2 = 38',
    'Check: 19 * 2 = 38.',
    '8 + 8 + 8 - 5 = 19, 19 + 19 = 38.',
  ];
  const given = { question: 'Tom has 3 boxes of 8, gives 5 away, sells at 2 each. What does he get?', answer: '38' };
  const tokens = [10, 10, 10, 10, 20];

  test('counts up to the first right answer, and the ways that differ', () => {
    const made = traceEfficiency(readTrace(traceOf(steps, { ...given, reference: '38' })), tokens);
    expect(made).not.toBeNull();
    expect(outcomeEfficiency(made ?? NO_EFFICIENCY)).toBeCloseTo(0.5, 10);
    expect(processEfficiency(made ?? NO_EFFICIENCY)).toBeCloseTo(50 / 60, 10);
  });

  test('a reference answer that disagrees leaves nothing right; no answer leaves no figure', () => {
    const wrong = traceEfficiency(readTrace(traceOf(steps, { ...given, reference: '40' })), tokens);
    expect(outcomeEfficiency(wrong ?? NO_EFFICIENCY)).toBe(0);
    expect(traceEfficiency(readTrace(traceOf(['Let us think.'])), [3])).toBeNull();
  });
});
