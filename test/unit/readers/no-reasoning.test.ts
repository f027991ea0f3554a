import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import { chooseReader, readRecord } from '../../../src/core/readers/detect.ts';

const QUESTION = 'A crate holds 6 jars. How many jars do 4 crates hold?';

function read(value: JsonValue) {
  const choice = chooseReader([value]);
  if (choice === null) throw new Error('no reader was chosen');
  return readRecord(choice, { number: 1, line: 1, text: JSON.stringify(value), value });
}

describe('a record that only asks', () => {
  it.each<readonly [string, JsonValue]>([
    ['a question', { question: QUESTION }],
    ['a problem with its kind', { id: 'a1', problem: QUESTION, level: 'Level 5', type: 'Algebra' }],
    ['a prompt', { prompt: QUESTION }],
    ['an instruction', { instruction: QUESTION, input: '' }],
    ['choices', { question: QUESTION, choices: ['12', '24', '30'], answer: 1 }],
    ['a question and its value', { question: QUESTION, answer: '24' }],
    ['a problem and its value', { problem: QUESTION, solution: '\\frac{1}{2}', subject: 'Algebra' }],
    ['a question and its letter', { question: QUESTION, answer: '(B)' }],
  ])('has no reasoning: %s', (_, value) => {
    const { problems, value: reading } = read(value);
    expect(reading.traces).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['request-only']);
  });

  it.each<readonly [string, JsonValue, string]>([
    ['a text in its answer', { question: QUESTION, answer: '4 * 6 = 24 jars' }, '4 * 6 = 24 jars'],
    ['an equation in its answer', { question: QUESTION, answer: '4*6=24' }, '4*6=24'],
    ['a whole dialogue in its prompt', { prompt: 'How many?\nAssistant: 4 * 6' }, 'How many?\nAssistant: 4 * 6'],
    ['thinking in its prompt', { prompt: 'How many? <think>4 * 6</think>' }, '4 * 6'],
    ['a value that a model is trained on', { prompt: QUESTION, completion: '24' }, '24'],
  ])('is read where there is %s', (_, value, reasoning) => {
    expect(read(value).value.traces.map((trace) => trace.reasoning.text)).toEqual([reasoning]);
  });
});

describe('a row of one text', () => {
  it('has its question before the thinking', () => {
    const text = `${QUESTION} <think> 4 * 6 = 24 </think> It is 24.`;
    const [trace] = read({ text }).value.traces;
    expect(trace).toMatchObject({
      question: { text: QUESTION, source: { kind: 'text', path: ['text'], start: 0, end: QUESTION.length } },
      reasoning: { text: '4 * 6 = 24' },
      answer: { text: 'It is 24.' },
    });
  });

  it('has no question where nothing stands before the thinking, or the opening mark is missing', () => {
    for (const text of ['<think> 4 * 6 = 24 </think> It is 24.', '4 * 6 = 24 </think> It is 24.']) {
      expect(read({ text }).value.traces[0]?.question).toBeNull();
    }
    expect(read({ response: 'Well. <think>4 * 6</think> 24' }).value.traces[0]?.question).toBeNull();
  });
});
