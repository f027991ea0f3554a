import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import type { Trace } from '../../../src/core/model/trace.ts';
import { chooseReader, readRecord } from '../../../src/core/readers/detect.ts';

const QUESTION = 'A crate holds 6 jars. How many jars do 4 crates hold?';
const GOOD = 'Each crate holds 6 jars. 4 crates hold 4 * 6 = 24 jars.';
const ROWS = readFileSync(join(import.meta.dirname, '../../fixtures/readers/gemini-response/own.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as JsonValue);

function read(index: number) {
  const value = ROWS[index] ?? null;
  const choice = chooseReader([value]);
  if (choice === null) throw new Error('no reader was chosen');
  return readRecord(choice, { number: 1, line: 1, text: JSON.stringify(value), value });
}

/** Question, reasoning and answer of each trace. */
function told(traces: readonly Trace[]) {
  return traces.map(({ answer, question, reasoning }) => [
    question?.text ?? null,
    reasoning.text,
    answer?.text ?? null,
  ]);
}

describe('replies of the Gemini API', () => {
  it('part thoughts from the answer and tell the count of thought tokens', () => {
    const [trace] = read(0).value.traces;
    expect(trace).toMatchObject({
      reasoning: {
        text: `**Counting the jars**\n\n${GOOD}`,
        source: { kind: 'text', path: ['candidates', 0, 'content', 'parts', 0, 'text'] },
      },
      answer: { text: '4 crates hold 24 jars.' },
      reportedReasoningTokens: 118,
    });
  });

  it('have their question in a batch line, and parts that follow each other are one text', () => {
    const { traces } = read(1).value;
    expect(told(traces)).toEqual([[QUESTION, 'I multiply 4 by 6.\nI check that 24 / 6 is 4.', 'It is 24.']]);
    expect(traces[0]).toMatchObject({ reportedReasoningTokens: 64, reasoning: { source: null } });
  });

  it('whose thoughts were left out show the answer and say so', () => {
    const { problems, value } = read(2);
    expect(told(value.traces)).toEqual([[null, '', 'It is 24.']]);
    expect(value.traces[0]?.reportedReasoningTokens).toBe(33);
    expect(problems.map(({ code }) => code)).toEqual(['thinking-hidden']);
  });

  it('keep the thoughts before and after a call of a function apart', () => {
    expect(told(read(3).value.traces)).toEqual([
      [QUESTION, 'I look it up.', null],
      [QUESTION, 'I multiply.', 'It is 24.'],
    ]);
  });

  it('are read from a chat of contents', () => {
    expect(told(read(4).value.traces)).toEqual([[QUESTION, GOOD, '24']]);
  });

  it('give a trace for each candidate, without the count that is the sum of all', () => {
    const { traces } = read(5).value;
    expect(told(traces)).toEqual([
      [null, '4 * 6 = 24', '24'],
      [null, '4 + 6 = 10', '10'],
    ]);
    expect(traces.map((trace) => trace.reportedReasoningTokens)).toEqual([undefined, undefined]);
  });
});
