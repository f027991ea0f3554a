import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import { recordedVerdict } from '../../../src/core/groups/recorded-verdict.ts';
import { chooseReader, readRecord } from '../../../src/core/readers/detect.ts';

function verdicts(value: JsonValue): readonly (boolean | null)[] {
  const choice = chooseReader([value]);
  if (choice === null) throw new Error('no reader was chosen');
  const { traces } = readRecord(choice, { number: 1, line: 1, text: JSON.stringify(value), value }).value;
  return traces.map((trace) => recordedVerdict(trace, value, traces.length));
}

describe('what a record says of its answers', () => {
  it('stands in a list beside the samples', () => {
    const generations = ['<think>a</think>4', '<think>b</think>5'];
    expect(verdicts({ problem: 'q', generations, correctness_math_verify: [true, false] })).toEqual([true, false]);
    expect(verdicts({ problem: 'q', generations, correct: [1, 0] })).toEqual([true, false]);
    expect(verdicts({ problem: 'q', generations, correct: [1, 0, 1] })).toEqual([null, null]);
  });

  it('stands in the scores of an Inspect log', () => {
    const sample = (id: number, scores: JsonValue) => ({
      id,
      scores,
      messages: [
        { role: 'user', content: 'q' },
        { role: 'assistant', content: 'Yes, because it is so.' },
      ],
    });
    const samples = [
      sample(1, { match: { value: 'C' } }),
      sample(2, { match: { value: 'I' } }),
      sample(3, { a: { value: 'C' }, b: { value: 'I' } }),
    ];
    expect(verdicts({ eval: {}, samples })).toEqual([true, false, null]);
  });

  it('is the reward of a run of tau-bench, and of no other record', () => {
    const turns = [
      { role: 'user', content: 'q' },
      { role: 'assistant', content: 'I do it.' },
    ];
    expect(verdicts({ reward: 1, traj: turns })).toEqual([true]);
    expect(verdicts({ reward: 0.5, traj: turns })).toEqual([null]);
    expect(verdicts({ reward: 1, messages: turns })).toEqual([null]);
  });

  it('is the result of each chain of a tree search', () => {
    const steps = [{ step: 0, x: 'q', ys: [''], new_ys: ['a', 'b'], values: [1, 2], select_new_ys: ['b', 'a'] }];
    expect(verdicts({ steps, ys: ['b', 'a'], infos: [{ r: 1 }, { r: 0 }] })).toEqual([true, false]);
  });
});
