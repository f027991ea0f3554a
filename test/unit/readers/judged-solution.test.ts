import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import { chooseReader, readRecord } from '../../../src/core/readers/detect.ts';
import { judgedSolution } from '../../../src/core/readers/judged-solution.ts';
import { cpuTime } from '../../helpers/cpu.ts';

const QUESTION = 'A crate holds 6 jars. How many jars do 4 crates hold?';
const ROWS = readFileSync(join(import.meta.dirname, '../../fixtures/readers/judged-solution/own.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as JsonValue);

function read(value: JsonValue) {
  const choice = chooseReader([value]);
  if (choice === null) throw new Error('no reader was chosen');
  return { reader: choice.reader.id, ...readRecord(choice, { number: 1, line: 1, text: '', value }) };
}

describe('a row that asks whether a solution is right', () => {
  it('has the proposed solution for its reasoning, at its place in the prompt', () => {
    const read0 = ROWS.map((row) => read(row).value.traces[0]);
    expect(read0.map((trace) => [trace?.question?.text, trace?.reasoning.text, trace?.answer?.text])).toEqual([
      [QUESTION, 'Each crate holds 6 jars.\n\n4 crates hold 4 * 6 = 24 jars.', '24'],
      [QUESTION, 'Each crate holds 6 jars.\n\nIs that right? 4 + 6 = 10.', '10'],
      [QUESTION, '4 * 6 = 24 jars, so it is 24.', undefined],
    ]);
    expect(read0[0]?.reasoning.source).toMatchObject({ kind: 'text', path: ['prompt'] });
  });

  it('tells the judgement', () => {
    expect(read(ROWS[1] ?? null).problems).toEqual([
      {
        code: 'recorded-verdict',
        message: 'The record judges the solution: No, the solution is wrong. The right answer is 24.',
        severity: 'info',
      },
    ]);
  });

  it.each<readonly [string, JsonValue]>([
    [
      'the reply is itself a chain',
      { prompt: `Question: ${QUESTION}\nSolution: add.`, response: 'Let me see. '.repeat(60) },
    ],
    ['the reply judges nothing', { prompt: `Question: ${QUESTION}\nSolution: add.`, response: '4 * 6 = 24' }],
    ['there is no solution', { prompt: `Question: ${QUESTION}\nIs 24 right?`, response: 'Yes.' }],
    ['the solution is empty', { prompt: `Question: ${QUESTION}\nSolution:\n`, response: 'Yes.' }],
  ])('is none where %s', (_, value) => {
    expect(judgedSolution.detect(value).confidence).toBe(0);
  });

  it('is found in reasonable time in hostile prompts', () => {
    const started = cpuTime();
    for (const part of ['is ', 'right ', ' ', '\n', 'Question:\n', 'Solution:\n', '#', '**', 'a']) {
      const prompt = `Question: a\nSolution: b\n${part.repeat(Math.floor(100_000 / part.length))}`;
      judgedSolution.detect({ prompt, response: 'Yes.' });
    }
    expect(cpuTime() - started).toBeLessThan(4000);
  });
});
