import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import type { CorpusRecord } from '../../../src/core/model/trace.ts';
import { chooseReader, readRecord } from '../../../src/core/readers/detect.ts';
import { readerById } from '../../../src/core/readers/registry.ts';

const record = (value: JsonValue, number = 1): CorpusRecord => ({
  number,
  line: number,
  text: JSON.stringify(value),
  value,
});
const GSM: JsonValue = { question: 'q', answer: 'one\n#### 1' };
const CHAT: JsonValue = {
  messages: [
    { role: 'user', content: 'q' },
    { role: 'assistant', content: '<think>a</think>b' },
  ],
};

function choose(
  samples: readonly JsonValue[],
  ...rest: [forced?: string, mapping?: Parameters<typeof chooseReader>[2]]
) {
  const choice = chooseReader(samples, ...rest);
  if (choice === null) throw new Error('no reader was chosen');
  return choice;
}

describe('chooseReader', () => {
  it('takes the reader of most records and says so', () => {
    const choice = choose([GSM, GSM, GSM, CHAT]);
    expect(choice).toMatchObject({ reader: { id: 'gsm8k' }, chosenByHand: false });
    expect(choice.reasons.at(-1)).toBe('fits 3 of 4 sampled records');
    expect(choice.runnersUp.map((one) => one.id)).toContain('chat-messages');
  });

  it('obeys a reader named by hand, and keeps it for every record', () => {
    const choice = choose([GSM], 'plain-text');
    expect(choice).toMatchObject({ reader: { id: 'plain-text' }, chosenByHand: true });
    expect(readRecord(choose([GSM], 'gsm8k'), record(CHAT))).toMatchObject({
      value: { traces: [] },
      problems: [{ code: 'no-reasoning' }],
    });
  });

  it('gives null for nothing to go by and for an unknown reader', () => {
    expect(chooseReader([])).toBeNull();
    expect(chooseReader([1, null, {}])).toBeNull();
    expect(chooseReader([GSM], 'no-such-reader')).toBeNull();
    expect(readerById('no-such-reader')).toBeUndefined();
  });

  it('makes a reader from a mapping', () => {
    const value = { deep: { chain: ['one', 'two'] }, asked: 'q', result: 2, key: 'k-1', gold: 'so\n#### 2' };
    const mapping = {
      reasoning: ['deep', 'chain'],
      question: ['asked'],
      answer: ['result'],
      referenceAnswer: ['gold'],
      id: ['key'],
    };
    const choice = choose([value], undefined, mapping);
    expect(choice).toMatchObject({ reader: { id: 'mapped' }, chosenByHand: true, confidence: 1 });
    expect(readRecord(choice, record(value)).value.traces).toEqual([
      {
        id: 'k-1',
        index: 0,
        question: { text: 'q', source: { kind: 'text', path: ['asked'], start: 0, end: 1 } },
        reasoning: { text: 'one\ntwo', source: { kind: 'list', path: ['deep', 'chain'] } },
        answer: { text: '2', source: null },
        referenceAnswer: { text: '2', source: { kind: 'text', path: ['gold'], start: 8, end: 9 } },
        givenSteps: [
          { start: 0, end: 3 },
          { start: 4, end: 7 },
        ],
      },
    ]);
    expect(readRecord(choice, record({}))).toMatchObject({
      value: { traces: [] },
      problems: [{ code: 'no-reasoning' }],
    });
  });
});

describe('readRecord', () => {
  it('reads a record of another layout with its own reader and says so', () => {
    const { value, problems } = readRecord(choose([GSM]), record(CHAT, 3));
    expect(value.traces).toMatchObject([{ id: 'line:3', reasoning: { text: 'a' }, answer: { text: 'b' } }]);
    expect(problems).toMatchObject([{ code: 'other-layout', severity: 'info' }]);
  });

  it('does not make a trace out of a row that no reader but the last resort would take', () => {
    expect(readRecord(choose([GSM]), record({ meta: 'made on a Monday '.repeat(30) })).value.traces).toEqual([]);
  });

  it('gives nothing for a record that is not JSON', () => {
    expect(readRecord(choose([GSM]), { number: 1, line: 1, text: '{', value: undefined })).toEqual({
      value: { traces: [] },
      problems: [],
    });
  });
});

describe('what readers find', () => {
  const read = (value: JsonValue) => readRecord(choose([value]), record(value)).value.traces;

  it('keeps GSM8K calculator marks and takes the result off', () => {
    expect(read({ question: 'q', answer: 'a <<1+1=2>>2\n#### 2' })).toMatchObject([
      { reasoning: { text: 'a <<1+1=2>>2' }, answer: { text: '2' }, referenceAnswer: null },
    ]);
  });

  it('keeps the given steps exactly, blanks and line breaks included', () => {
    const steps = [' a ', 'b\nc', '', 'd'];
    const [trace] = read({ id: 'x', question: 'q', steps, answer: '(A)', target: '(B)' });
    expect(trace).toMatchObject({ id: 'x', answer: { text: '(A)' }, referenceAnswer: { text: '(B)' } });
    expect(trace?.givenSteps?.map((s) => trace.reasoning.text.slice(s.start, s.end))).toEqual(steps);
  });

  it('points the reference answer at the exact slice of the gold text', () => {
    const [trace] = read({ model_answer: 'think\n</think>\n\nreply', answer: '1 + 1\n#### 2', question: 'q' });
    expect(trace).toMatchObject({
      reasoning: { text: 'think', source: { path: ['model_answer'], start: 0, end: 5 } },
      answer: { text: 'reply', source: { path: ['model_answer'], start: 16, end: 21 } },
      referenceAnswer: { text: '2', source: { path: ['answer'], start: 11, end: 12 } },
    });
  });

  it('makes one trace for each assistant turn with thoughts, with the question before it', () => {
    const part = (type: string, value: string) => ({ type, value });
    const turns = read({
      messages: [
        { role: 'user', content: [part('text', 'q1')] },
        { role: 'assistant', content: [part('reasoning', 'r1'), part('tool_call', '{}')] },
        { role: 'tool', content: [part('text', 't')] },
        { role: 'assistant', content: [part('reasoning', 'r2'), part('text', 'a2')] },
      ],
    });
    expect(turns).toMatchObject([
      { id: 'line:1/0', label: 'turn 2', question: { text: 'q1' }, reasoning: { text: 'r1' }, answer: null },
      { id: 'line:1/1', label: 'turn 4', question: { text: 'q1' }, reasoning: { text: 'r2' }, answer: { text: 'a2' } },
    ]);
  });

  it('takes the last assistant turn for the chain when no turn has thoughts', () => {
    const value = {
      messages: [
        { role: 'user', content: 'q' },
        { role: 'assistant', content: 'hi' },
        { role: 'user', content: 'q2' },
        { role: 'assistant', content: 'Two.\nThe answer is 2.' },
      ],
    };
    expect(read(value)).toMatchObject([
      { question: { text: 'q2' }, reasoning: { text: 'Two.' }, answer: { text: '2' } },
    ]);
  });

  it('joins streamed thought pieces, which then cannot be edited', () => {
    const details = [
      { type: 'reasoning.text', text: 'a' },
      { type: 'reasoning.text', text: 'b' },
    ];
    const value = {
      messages: [
        { role: 'user', content: 'q' },
        { role: 'assistant', content: 'c', reasoning_details: details },
      ],
    };
    expect(read(value)).toMatchObject([{ reasoning: { text: 'ab', source: null }, answer: { text: 'c' } }]);
  });

  it('says that hidden thinking is hidden and how many tokens were reported', () => {
    const value = { question: 'q', 'o1 (question)': 'reply', 'o1 (question) thinking_token_count': 192 };
    const { value: reading, problems } = readRecord(choose([value]), record(value));
    expect(reading.traces).toMatchObject([
      { reasoning: { text: '', source: null }, answer: { text: 'reply' }, reportedReasoningTokens: 192 },
    ]);
    expect(problems).toMatchObject([{ code: 'thinking-hidden' }]);
  });

  it('says that a trace is cut', () => {
    const value = { question: 'q', response: '<think>\nand then' };
    const { value: reading, problems } = readRecord(choose([value]), record(value));
    expect(reading.traces).toMatchObject([{ reasoning: { text: 'and then' }, answer: null }]);
    expect(problems).toMatchObject([{ code: 'thinking-cut', severity: 'warning' }]);
  });
});
