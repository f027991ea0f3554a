import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import type { CorpusRecord, Trace } from '../../../src/core/model/trace.ts';
import { chooseReader, readRecord } from '../../../src/core/readers/detect.ts';
import { readers } from '../../../src/core/readers/registry.ts';
import { cpuTime } from '../../helpers/cpu.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/readers');
const QUESTION = 'A crate holds 6 jars. How many jars do 4 crates hold?';
const GOOD = 'Each crate holds 6 jars. 4 crates hold 4 * 6 = 24 jars.';

const record = (value: JsonValue): CorpusRecord => ({ number: 1, line: 1, text: JSON.stringify(value), value });

function rows(file: string): readonly JsonValue[] {
  return readFileSync(join(FIXTURES, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonValue);
}

function read(value: JsonValue) {
  const choice = chooseReader([value]);
  if (choice === null) throw new Error('no reader was chosen');
  return { reader: choice.reader.id, ...readRecord(choice, record(value)) };
}

/** Question, reasoning and answer of each trace. */
function told(traces: readonly Trace[]) {
  return traces.map(({ answer, question, reasoning }) => [
    question?.text ?? null,
    reasoning.text,
    answer?.text ?? null,
  ]);
}

describe('preference pairs', () => {
  it.each(
    rows('preference-pair/own.jsonl')
      .slice(0, 7)
      .map((row, i) => [i, row] as const),
  )('row %i has its question and both replies', (i, row) => {
    const { value } = read(row);
    expect(value.traces).toHaveLength(2);
    const question = i === 3 ? `Solve it.\n${QUESTION}` : QUESTION;
    expect(value.traces.map((trace) => trace.question?.text)).toEqual([question, question]);
    expect(value.traces[0]?.reasoning.text.startsWith(GOOD)).toBe(true);
    expect(value.traces[0]?.label).toMatch(/^(chosen|preferred_output)$/);
  });
});

describe('the Responses API', () => {
  const [several, batch, encrypted, tools, open] = rows('responses-api/own.jsonl');

  it('gives the parts of a summary as steps that can be edited', () => {
    const [trace] = read(several ?? null).value.traces;
    expect(trace?.reasoning).toEqual({
      text: '**Multiplying**\n\nI multiply 4 by 6.\nI check that 24 / 6 is 4.',
      source: { kind: 'list', path: ['output', 0, 'summary'], key: 'text' },
    });
    expect(trace).toMatchObject({ answer: { text: 'It is 24.' }, reportedReasoningTokens: 64 });
    expect(trace?.givenSteps).toHaveLength(2);
  });

  it('finds the answer in a line of batch results', () => {
    expect(read(batch ?? null).value.traces).toMatchObject([
      { id: 'b1', reasoning: { text: 'I multiply 4 by 6.' }, answer: { text: 'It is 24.' } },
    ]);
  });

  it('says that encrypted thinking cannot be read, and shows the answer', () => {
    const { problems, value } = read(encrypted ?? null);
    expect(told(value.traces)).toEqual([[null, '', 'It is 24.']]);
    expect(problems.map(({ code }) => code)).toEqual(['thinking-redacted', 'thinking-hidden']);
  });

  it('keeps the reasoning before and after a call of a tool apart', () => {
    expect(told(read(tools ?? null).value.traces)).toEqual([
      [QUESTION, 'I look it up.', null],
      [QUESTION, 'I multiply.', 'It is 24.'],
    ]);
  });

  it('reads the reasoning that open models give whole', () => {
    expect(told(read(open ?? null).value.traces)).toEqual([[null, GOOD, '24']]);
  });
});

describe('batch results and requests', () => {
  it('names the failure of a request in the words of the provider', () => {
    const failed = rows('openai-response/batches.jsonl').flatMap((row) => {
      const { problems, value } = read(row);
      return value.traces.length === 0 ? problems.map(({ message }) => message) : [];
    });
    expect(failed).toEqual([
      'The request failed: batch_expired: It took too long.',
      'The request failed: bad request.',
      'The request failed: invalid_request: bad.',
      'The request failed: expired.',
    ]);
  });

  it('takes redacted thinking for no thoughts', () => {
    const redacted = rows('openai-response/batches.jsonl')[6] ?? null;
    const { problems, value } = read(redacted);
    expect(told(value.traces)).toEqual([[null, '', 'It is 24.']]);
    expect(problems).toMatchObject([{ code: 'thinking-redacted' }]);
  });

  it('does not take a question for reasoning', () => {
    for (const row of rows('batch-request/own.jsonl').slice(0, 3)) {
      const { problems, value } = read(row);
      expect(value.traces).toEqual([]);
      expect(problems).toMatchObject([{ code: 'request-only' }]);
    }
  });
});

describe('chats in one text', () => {
  it.each(rows('template-text/own.jsonl').map((row, i) => [i, row] as const))(
    'row %i is parted by its marks',
    (i, row) => {
      const { reader, value } = read(row);
      expect(reader).toBe('template-text');
      const [first, second] = value.traces;
      expect(first).toMatchObject({ question: { text: QUESTION }, reasoning: { text: GOOD } });
      expect(first?.answer?.text).toMatch(/24$|24\.$/);
      expect(second?.question?.text ?? null).toBe(i === 4 ? 'And 5 crates?' : null);
    },
  );

  it('reads the channels of Harmony messages as thoughts and reply of one turn', () => {
    const [row] = rows('chat-messages/harmony.jsonl');
    expect(told(read(row ?? null).value.traces)).toEqual([[QUESTION, GOOD, 'It is 24.']]);
  });
});

describe('other layouts', () => {
  it('makes every message of an agent with tools a step, calls included', () => {
    const [trajectory] = rows('tool-trajectory/own.jsonl');
    const [trace] = read(trajectory ?? null).value.traces;
    expect(trace?.question?.text).toBe('Cancel order 5.');
    expect(trace?.answer?.text).toBe('It is cancelled.');
    expect(trace?.givenSteps?.map((step) => trace.reasoning.text.slice(step.start, step.end))).toEqual([
      'What is your name?',
      'Mia.',
      'find_order({"id":5})',
      '{"id":5}',
    ]);
    expect(trace?.speakers).toEqual(['assistant', 'user', 'assistant', 'find_order']);
  });

  it('takes the segments of a row to train for its steps', () => {
    const [row] = rows('train-segments/own.jsonl');
    const [trace] = read(row ?? null).value.traces;
    expect(told(trace === undefined ? [] : [trace])).toEqual([
      [QUESTION, 'Each crate holds 6 jars.\nWait, let me check that.\n4 * 6 = 24.', '24'],
    ]);
    expect(trace?.givenSteps).toHaveLength(3);
  });

  it('tells of the steps whose importance was measured', () => {
    const [row] = rows('sentence-chunks/own.jsonl');
    const { problems, value } = read(row ?? null);
    expect(value.traces[0]?.givenSteps).toHaveLength(3);
    expect(problems[0]?.message).toContain('step 3 (0.60), step 1 (0.10)');
  });

  it('reads the columns of a wide row as one chain each', () => {
    for (const row of rows('candidate-solutions/mixchain.jsonl')) {
      const { value } = read(row);
      expect(value.traces.length).toBeGreaterThan(1);
      expect(value.traces.every(({ referenceAnswer }) => referenceAnswer?.text === '24')).toBe(true);
    }
  });

  it('takes the keys of an object for questions where they are such', () => {
    const [replies, samples] = rows('keyed-responses/questions.jsonl');
    expect(read(replies ?? null).value.traces).toMatchObject([
      {
        question: { text: QUESTION },
        reasoning: { text: GOOD },
        answer: { text: '24' },
        referenceAnswer: { text: '24' },
      },
      { reasoning: { text: '3 * 4' }, answer: { text: '12' } },
    ]);
    expect(read(samples ?? null).value.traces).toHaveLength(3);
  });

  it('reads all files of step-entropy pruning', () => {
    const [complete] = rows('step-list/step-entropy.jsonl');
    const [masked] = rows('think-tags/masked.jsonl');
    expect(told(read(complete ?? null).value.traces)).toEqual([
      [QUESTION, 'Each crate holds 6 jars.\n4 crates hold 4 * 6 = 24 jars.', 'It is 24.'],
    ]);
    expect(told(read(masked ?? null).value.traces)).toEqual([
      [QUESTION, '[SKIP]\n\n4 crates hold 4 * 6 = 24 jars.', 'It is 24.'],
    ]);
    for (const row of [complete, masked]) expect(read(row ?? null).value.traces[0]?.referenceAnswer?.text).toBe('24');
  });

  it('takes the key for the question where responses stand under it without one', () => {
    const [, , listed, named] = rows('keyed-responses/questions.jsonl');
    expect(told(read(listed ?? null).value.traces)).toEqual([
      [QUESTION, GOOD, '24'],
      [QUESTION, '4 + 6 = 10', '10'],
      ['How many legs do 3 dogs have?', '3 * 4', '12'],
    ]);
    expect(told(read(named ?? null).value.traces)).toEqual([
      [QUESTION, GOOD, '24'],
      [QUESTION, '4 + 6 = 10', '10'],
    ]);
    expect(read(named ?? null).value.traces[0]?.referenceAnswer?.text).toBe('24');
    const byNumber = { 'problem-17': { responses: { '0.7': { content: '3 * 4 = 12' } } } };
    expect(read(byNumber).value.traces[0]?.question).toBeNull();
  });

  it('says what a record holds of judgements on its steps', () => {
    const stepwise = { prompt: QUESTION, completions: ['4 * 6 = 24', 'So 25.'], labels: [true, false] };
    expect(read(stepwise).problems.map(({ message }) => message)).toEqual([
      'The record judges its steps (wrong: step 2; right: step 1).',
    ]);
    const mistake = { input: QUESTION, steps: ['a', 'b', 'c'], answer: '1', target: '2', mistake_index: 1 };
    expect(read(mistake).problems[0]?.message).toBe('The record judges its steps (wrong: step 2; right: step 1).');
    const history = [{ role: 'Solver', content: 'I add.' }];
    expect(read({ question: 'q', history, mistake_agent: 'Solver', mistake_step: '0' }).problems[0]?.message).toBe(
      'The record names the mistake of Solver in step 1.',
    );
  });
});

describe('hostile values', () => {
  const deep = (depth: number): JsonValue => JSON.parse(`${'['.repeat(depth)}"x"${']'.repeat(depth)}`) as JsonValue;
  const runs = ['<|message|>', '<|start|>', '[INST]', '<scratchpad>', '<think>', '####', ' #### ', '||', 'a', ' ', '1'];
  const keys = ['text', 'messages', 'output', 'segments', 'chunks', 'chosen', 'response', 'custom_id', 'traj', 'body'];

  it('are read in a moment and never throw', () => {
    const start = cpuTime();
    const texts = runs.map((run) => run.repeat(Math.ceil(100_000 / run.length)));
    const odd: readonly JsonValue[] = [
      null,
      7,
      true,
      '',
      [],
      {},
      [null],
      deep(5000),
      { role: null, content: deep(50) },
    ];
    for (const value of [...texts, ...odd]) {
      const row = Object.fromEntries(keys.map((key) => [key, value]));
      for (const each of [row, ...keys.map((key): JsonValue => ({ prompt: 'q', [key]: value }))]) {
        for (const reader of readers) {
          reader.detect(each);
          reader.read(record(each));
        }
      }
    }
    expect(cpuTime() - start).toBeLessThan(60_000);
  }, 90_000);
});
