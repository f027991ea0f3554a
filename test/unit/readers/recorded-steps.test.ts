import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import { chooseReader, readRecord } from '../../../src/core/readers/detect.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/readers');

function rows(file: string): readonly JsonValue[] {
  const lines = readFileSync(join(FIXTURES, file), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as JsonValue);
}

function recordedIn(value: JsonValue | undefined) {
  if (value === undefined) throw new Error('no such record');
  const choice = chooseReader([value]);
  if (choice === null) throw new Error('no reader was chosen');
  const [trace] = readRecord(choice, { number: 1, line: 1, text: JSON.stringify(value), value }).value.traces;
  if (trace?.recordedSteps !== undefined) expect(trace.recordedSteps).toHaveLength(trace.givenSteps?.length ?? -1);
  return trace?.recordedSteps;
}

const labels = (value: JsonValue | undefined) => recordedIn(value)?.map(({ isWrong, label }) => [label, isWrong]);

describe('labels that a record brings for its own steps', () => {
  const [rated, corrected, chosen] = rows('prm800k/made-up.jsonl');

  it('are the ratings of PRM800K', () => {
    expect(labels(rated)).toEqual([
      ['0, neutral (PRM800K)', false],
      ['1, right (PRM800K)', false],
      ['1, right (PRM800K)', false],
    ]);
  });

  it('have the other completions that were rated in the place of a step beside them', () => {
    expect(recordedIn(corrected)).toEqual([
      { label: '1, right (PRM800K)', isWrong: false, alternatives: [] },
      {
        label: '-1, wrong (PRM800K)',
        isWrong: true,
        alternatives: [{ text: 'And $9 + 4 = 13$.', label: '1, right (PRM800K)' }],
      },
      { label: null, isWrong: false, alternatives: [] },
    ]);
    expect(recordedIn(chosen)).toEqual([
      {
        label: '1, right (PRM800K)',
        isWrong: false,
        alternatives: [{ text: 'I multiply $6$ by $7$.', label: '0, neutral (PRM800K)' }],
      },
      {
        label: 'written by a person (PRM800K)',
        isWrong: false,
        alternatives: [{ text: 'So it is $41$.', label: '-1, wrong (PRM800K)' }],
      },
    ]);
  });

  it('are a list beside the steps, as stepwise supervision has it', () => {
    const stepwise = { prompt: 'How many?', completions: ['4 * 6 = 24', 'So 25.'], labels: [true, false] };
    expect(labels(stepwise)).toEqual([
      ['1, right ("labels")', false],
      ['-1, wrong ("labels")', true],
    ]);
    expect(labels({ question: 'How many?', steps: ['a b', 'c d'], step_labels: ['skip', null] })).toEqual([
      ['skip ("step_labels")', false],
      [null, false],
    ]);
  });

  it('are the place of the first mistake', () => {
    const mistake = { input: 'How many?', steps: ['a', 'b', 'c'], answer: '1', target: '2', mistake_index: 1 };
    expect(labels(mistake)).toEqual([
      ['before any mistake ("mistake_index")', false],
      ['the first mistake ("mistake_index")', true],
      [null, false],
    ]);
    const none = labels({ ...mistake, mistake_index: null });
    expect(none?.every(([, isWrong]) => isWrong === false)).toBe(true);
  });

  it('are the mistake of a run of agents, and measured importance', () => {
    const history = ['I add.', 'I subtract.'].map((content) => ({ role: 'Solver', content }));
    const failed = {
      question: 'q',
      history,
      mistake_agent: 'Solver',
      mistake_step: '1',
      mistake_reason: 'Wrong sign.',
    };
    expect(labels(failed)).toEqual([
      [null, false],
      ['the mistake that the run failed by: Wrong sign.', true],
    ]);
    const [chunks] = rows('sentence-chunks/own.jsonl');
    expect(labels(chunks)?.map(([label]) => label)).toContain('importance 0.60 by resampling');
  });

  it('are the entropies of steps that step-entropy pruning measured', () => {
    expect(labels(rows('step-list/step-entropy.jsonl')[0])).toEqual([
      ['score 0.121 ("score")', false],
      ['score 0.554 ("score")', false],
    ]);
  });

  it('are nothing where they do not fit the steps', () => {
    expect(recordedIn({ prompt: 'q', completions: ['a', 'b'], labels: [true] })).toBeUndefined();
    expect(recordedIn({ prompt: 'q', completions: ['a', 'b'], labels: ['A!', 7] })).toBeUndefined();
    expect(recordedIn({ input: 'q', steps: ['a', 'b'], mistake_index: 9 })).toBeUndefined();
    expect(recordedIn({ input: 'q', steps: ['a', 'b'] })).toBeUndefined();
  });
});
