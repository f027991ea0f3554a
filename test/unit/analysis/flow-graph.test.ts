import { describe, expect, test } from 'vitest';
import { flowGraph } from '../../../src/core/analysis/flow-graph.ts';
import { efficiencyMeaning, efficiencyText, entropyLines } from '../../../src/core/analysis/wording.ts';
import { traceOf } from './helpers.ts';

const question = 'Tom has 3 boxes of 8 pens, gives 5 away and sells the rest at 2 each. What does he get?';

describe('the graph of values', () => {
  test('links a value to all steps that use it, however it is written', () => {
    const graph = flowGraph(
      traceOf(['3 * 8 = 24', '24.0 - 5 = 19', 'So \\(19\\) * 2 = 38.'], { question, answer: '38' }),
    );
    expect(graph).toEqual([
      { gives: [{ value: '24', to: [1] }], uses: [] },
      { gives: [{ value: '19', to: [2] }], uses: [{ value: '24', from: 0 }] },
      { gives: [], uses: [{ value: '19', from: 1 }] },
    ]);
  });

  test('names results that nothing uses, but neither the answer nor what the same step goes on with', () => {
    const graph = flowGraph(
      traceOf(['3 * 8 = 24. 24 - 5 = 19.', '19 + 6 = 25', '19 * 2 = 38'], { question, answer: '38' }),
    );
    expect(graph.map(({ gives }) => gives.filter(({ to }) => to.length === 0).map(({ value }) => value))).toEqual([
      [],
      ['25'],
      [],
    ]);
  });

  test('is empty without steps', () => {
    expect(flowGraph(traceOf([]))).toEqual([]);
  });
});

describe('the words for figures', () => {
  const entropy = { tokens: 12, total: 3.2, coverage: 0.93, score: 0.208, surprisal: 4.1 };

  test('say units, and that a sum of cut alternatives is a lower bound', () => {
    expect(entropyLines(entropy)).toEqual([
      'Step entropy (paper, sum): 3.20 nats, at least: the logged alternatives cover 93 % of a token or more',
      'Step entropy (code, mean of -p ln p): 0.208 nats',
      'Surprisal: 4.10 nats over 12 logged tokens',
    ]);
    expect(entropyLines({ ...entropy, coverage: 1 })[0]).toBe('Step entropy (paper, sum): 3.20 nats');
    expect(entropyLines({ ...entropy, coverage: 0.998 })[0]).toContain('cover 99 %');
  });

  test('do without a sum where no alternatives were logged', () => {
    expect(entropyLines({ ...entropy, total: null, coverage: null, score: null, tokens: 1 })).toEqual([
      'Step entropy (paper, sum): unknown, no alternatives were logged',
      'Surprisal: 4.10 nats over 1 logged token',
    ]);
  });

  test('name the point that outcome is counted to', () => {
    expect(efficiencyText({ outcome: 0.423, process: 0.61 })).toBe('Outcome efficiency 42 % · process 61 %');
    expect(efficiencyMeaning(true)[0]).toContain('is right for the first time');
    expect(efficiencyMeaning(false)[0]).toContain('is reached for the first time');
  });
});
