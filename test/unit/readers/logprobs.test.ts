import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/base/json.ts';
import type { Problem } from '../../../src/core/model/problem.ts';
import type { Trace } from '../../../src/core/model/trace.ts';
import { chooseReader, readRecord } from '../../../src/core/readers/detect.ts';
import { cpuTime } from '../../helpers/cpu.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/readers');

function read(value: JsonValue): { readonly trace: Trace; readonly problems: readonly Problem[] } {
  const choice = chooseReader([value]);
  if (choice === null) throw new Error('no reader was chosen');
  const { value: reading, problems } = readRecord(choice, { number: 1, line: 1, text: JSON.stringify(value), value });
  const [trace] = reading.traces;
  if (trace === undefined) throw new Error('no trace');
  return { trace, problems };
}

function fixture(reader: string, line = 0): JsonObject {
  const lines = readFileSync(join(FIXTURES, reader, 'logprobs.jsonl'), 'utf8').split('\n');
  return JSON.parse(lines[line] ?? '') as JsonObject;
}

/** The texts that the tokens stand for, once for tokens that share a character. */
function textsOf({ reasoning, loggedTokens = [] }: Trace): readonly string[] {
  const spans = new Map(loggedTokens.map(({ start, end }) => [start, end]));
  return [...spans].map(([start, end]) => reasoning.text.slice(start, end));
}

const bytesOf = (text: string): number[] => [...new TextEncoder().encode(text)];

describe('the tokens of a log', () => {
  it.each([
    ['chat, with the thinking between marks', fixture('openai-response', 0), 2],
    ['chat, with a list for the thinking', fixture('openai-response', 1), 1],
    ['older completions', fixture('openai-response', 2), 2],
    ['a field of its own, without alternatives', fixture('reasoning-field', 0), 0],
    ['vLLM, by token ids', fixture('think-tags', 0), 2],
  ])('stand in their places in the reasoning: %s', (_, value, alternatives) => {
    const { trace, problems } = read(value);
    expect(problems).toEqual([]);
    expect(textsOf(trace).join('')).toBe(trace.reasoning.text);
    expect(trace.loggedTokens?.map(({ top }) => top?.length ?? 0)).toEqual(trace.loggedTokens?.map(() => alternatives));
  });

  it('two that share a character both stand for all of it', () => {
    const { trace } = read(fixture('openai-response', 0));
    const at = trace.reasoning.text.indexOf('🙂');
    const there = trace.loggedTokens?.filter(({ start }) => start === at);
    expect(there?.map(({ start, end }) => [start, end])).toEqual([
      [at, at + 2],
      [at, at + 2],
    ]);
  });

  it('find each of the steps that a record gives, whatever stands between these in the log', () => {
    const { trace, problems } = read(fixture('step-list'));
    expect(problems).toEqual([]);
    const tokens = trace.loggedTokens ?? [];
    for (const { start, end } of trace.givenSteps ?? []) {
      const own = tokens.filter((token) => token.start >= start && token.start < end);
      expect(own[0]?.start).toBe(start);
      expect(own.at(-1)?.end).toBe(end);
    }
  });

  it('take the taken token among the alternatives, where the service leaves it out', () => {
    const log = [{ token: '1 + 1 = 2', logprob: -3, top_logprobs: [{ token: 'x', logprob: -0.1 }] }];
    expect(read({ question: 'q', reasoning: '1 + 1 = 2', answer: '2', logprobs: log }).trace.loggedTokens).toEqual([
      { start: 0, end: 9, logprob: -3, top: [-0.1, -3] },
    ]);
  });

  it('may be written as bytes', () => {
    const tokens = ['Is ', 'bytes:\\xf0\\x9f', 'bytes:\\x99\\x82', ' it?'];
    const logprobs = { tokens, token_logprobs: [null, -1, -2, -3], top_logprobs: null, text_offset: [0, 3, 3, 5] };
    const { trace } = read({ question: 'q', reasoning: 'Is 🙂 it?', answer: '2', logprobs });
    expect(trace.loggedTokens).toEqual([
      { start: 3, end: 5, logprob: -1, top: null },
      { start: 3, end: 5, logprob: -2, top: null },
      { start: 5, end: 9, logprob: -3, top: null },
    ]);
  });

  it.each([
    ['are of another text', fixture('openai-response', 4), 'logprobs-elsewhere'],
    ['are numbers alone', fixture('reasoning-field', 1), 'logprobs-unknown'],
  ])('are left out with a note when they %s', (_, value, code) => {
    const { trace, problems } = read(value);
    expect(trace.loggedTokens).toBeUndefined();
    expect(problems).toMatchObject([{ code, severity: 'info' }]);
  });

  it('are none, without a note, where the record says null', () => {
    const { trace, problems } = read(fixture('openai-response', 3));
    expect([trace.loggedTokens, problems]).toEqual([undefined, []]);
  });

  it('of vLLM with alternatives say nothing without the ids of the taken ones', () => {
    const { token_ids: _, ...without } = fixture('think-tags');
    expect(read(without).problems).toMatchObject([{ code: 'logprobs-unknown' }]);
  });

  it('cover any text that is cut anywhere, between bytes too', () => {
    const words = fc.string({ unit: fc.constantFrom('a', ' ', '\n', 'é', '数', '🙂', '<', '.'), minLength: 1 });
    fc.assert(
      fc.property(words, fc.array(fc.nat(60), { maxLength: 12 }), (middle, cuts) => {
        const reasoning = `So ${middle}.`;
        const bytes = bytesOf(`<think>\n${reasoning}\n</think>\n\n9`);
        const places = [...new Set([0, ...cuts, bytes.length])]
          .filter((at) => at <= bytes.length)
          .sort((a, b) => a - b);
        const logprobs = places
          .slice(1)
          .map((end, i) => ({ token: '?', logprob: -1, bytes: bytes.slice(places[i], end) }));
        const { trace } = read({ question: 'q', reasoning, answer: '9', logprobs });
        const tokens = trace.loggedTokens ?? [];
        expect(tokens[0]?.start).toBe(0);
        expect(Math.max(...tokens.map((token) => token.end))).toBe(reasoning.length);
        tokens.forEach((token, i) => {
          expect(token.end).toBeGreaterThanOrEqual(token.start);
          expect(token.start).toBeGreaterThanOrEqual(tokens[i - 1]?.start ?? 0);
          expect(token.start).toBeLessThanOrEqual(tokens[i - 1]?.end ?? 0);
        });
      }),
    );
  });

  it('of hostile texts take no longer than a moment', () => {
    const many = 'a'.repeat(100_000);
    const one = (token: string) => ({ token, logprob: -1 });
    const cases: readonly JsonObject[] = [
      { reasoning: `${many}b`, logprobs: [one(many), one(many)] },
      { reasoning: `${many.slice(50_000)}b`, logprobs: [one(many)] },
      { reasoning: ` ${' '.repeat(100_000)}x`, logprobs: [...' '.repeat(50_000)].map(one) },
      { steps: [...many].map(() => 'a'), logprobs: [one(many)] },
      { steps: [...many.slice(90_000)].map(() => ''), logprobs: [one(many)] },
      { reasoning: 'x', logprobs: [{ token: `bytes:${'\\x'.repeat(100_000)}`, logprob: -1 }] },
    ];
    const start = cpuTime();
    for (const value of cases) expect(() => read({ question: 'q', answer: '9', ...value })).not.toThrow();
    expect(cpuTime() - start).toBeLessThan(5_000);
  });
});
