import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import { chooseReader, readRecord } from '../../../src/core/readers/detect.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/readers');
const QUESTION = 'A crate holds 6 jars. How many jars do 4 crates hold?';
const GOOD = 'Each crate holds 6 jars. 4 crates hold 4 * 6 = 24 jars.';

function tracesOf(value: JsonValue) {
  const choice = chooseReader([value]);
  if (choice === null) throw new Error('no reader was chosen');
  return readRecord(choice, { number: 1, line: 1, text: JSON.stringify(value), value }).value.traces;
}

function rows(file: string): readonly JsonValue[] {
  const lines = readFileSync(join(FIXTURES, file), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as JsonValue);
}

/** Label, reasoning, answer and reference answer of each trace. */
function told(value: JsonValue) {
  return tracesOf(value).map(({ answer, label, reasoning, referenceAnswer }) => [
    label,
    reasoning.text,
    answer?.text ?? null,
    referenceAnswer?.text ?? null,
  ]);
}

describe('several chains of one record in columns of their own', () => {
  const [shared, own, kinds, numbered] = rows('reasoning-field/columns.jsonl');

  it('are all read, with the one answer of the record', () => {
    expect(told(shared ?? null)).toEqual([
      ['reasoning', GOOD, '24', null],
      ['deepseek_reasoning', '6 + 6 + 6 + 6 = 24.', '24', null],
    ]);
    expect(told(kinds ?? null).map(([label, text]) => [label, text])).toEqual([
      ['original_cot', GOOD],
      ['compressed_cot', '4*6=24'],
    ]);
    expect(tracesOf(shared ?? null).every(({ question }) => question?.text === QUESTION)).toBe(true);
  });

  it('have each the reply of its own name', () => {
    expect(told(own ?? null)).toEqual([
      ['thinking_trajectories', GOOD, '24', '24'],
      ['gemini_thinking_trajectory', 'I multiply.', '24!', '24'],
      ['deepseek_thinking_trajectory', 'Hmm. 6 + 6 + 6 + 6 = 24.', 'It is 24.', '24'],
    ]);
    expect(told(numbered ?? null)).toEqual([
      ['cot_1', GOOD, '24', '24'],
      ['cot_2', '4 + 6 = 10', '10', '24'],
    ]);
  });

  it('are read from replies with the same name', () => {
    const [original, lettered] = rows('candidate-solutions/columns.jsonl');
    expect(told(original ?? null)).toEqual([
      ['generation', GOOD, '24', '24'],
      ['original_generation', '6 + 6 + 6 + 6 = 24. Let me see again: 24.', '24', '24'],
    ]);
    expect(told(lettered ?? null).map(([label]) => label)).toEqual(['response_a', 'response_b']);
  });

  it.each([
    ['the same text twice', { reasoning: GOOD, deepseek_reasoning: GOOD }],
    ['settings of the run', { reasoning: GOOD, reasoning_language: 'English', model_reasoning: 'high' }],
    ['a reference solution', { cot: GOOD, gt_cot: '6 + 6 + 6 + 6 = 24' }],
    ['a prompt', { reasoning: GOOD, system_reasoning: 'Think step by step.' }],
    ['nothing', { reasoning: GOOD, deepseek_reasoning: '' }],
  ])('are not made of %s', (_, fields) => {
    const traces = tracesOf({ question: QUESTION, ...fields, answer: '24' });
    expect(traces.map(({ reasoning }) => reasoning.text)).toEqual([GOOD]);
  });
});
