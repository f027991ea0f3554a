import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { answersEqual } from '../../src/core/analysis/answer-equality.ts';
import { finalAnswerOf } from '../../src/core/analysis/final-answer.ts';
import { finishEndpoint } from '../../src/core/compress/compress.ts';
import { derivationOf } from '../../src/core/compress/derivation.ts';
import type { ModelQuestion } from '../../src/core/compress/model-questions.ts';
import { endpointStrategies } from '../../src/core/compress/registry.ts';
import type { Compressed, CompressInput, EndpointReading, EndpointStrategy } from '../../src/core/compress/types.ts';
import type { TokenCounter } from '../../src/core/tokens/types.ts';
import { defaultCounter, filesUnder, inputOf, type NamedInput, readTraces } from '../helpers/compress-inputs.ts';
import { type ModelScript, scriptedModel } from '../helpers/scripted-model.ts';
import { ableModel, failingAt } from '../helpers/stand-in-model.ts';

const SAMPLES = join(import.meta.dirname, '../../samples');
/** Traces that every strategy is run on, and the steps that one of them may have. */
const TRACES = 20;
const MOST_STEPS = 60;
const OPTIONS = { instruction: 'Keep it plain.' };

let counter: TokenCounter;
let inputs: readonly NamedInput[];
beforeAll(async () => {
  counter = await defaultCounter();
  const all = filesUnder(SAMPLES, /\.jsonl$/)
    .flatMap((file) => readTraces(file, counter, 8))
    .filter(({ input }) => input.text.steps.length > 1 && input.text.steps.length <= MOST_STEPS);
  const stride = all.length / TRACES;
  inputs = Array.from({ length: TRACES }, (_, i) => all[Math.floor(i * stride)]).flatMap((one) => one ?? []);
});

interface Run {
  readonly reading: EndpointReading;
  readonly result: Compressed;
  readonly questions: readonly ModelQuestion[];
}

async function run(strategy: EndpointStrategy, input: CompressInput, script: ModelScript): Promise<Run> {
  const { model, questions } = scriptedModel(script);
  const reading = await strategy.run(input, OPTIONS, model);
  return { reading, result: finishEndpoint(strategy, reading, input), questions };
}

/** What holds of every result, whatever the model said. */
function expectSound({ reading, result }: Run, input: CompressInput, name: string): void {
  if (reading.kind === 'plan') expect(reading.plan.actions, name).toHaveLength(input.text.steps.length);
  if (reading.kind === 'text') expect(reading.text.trim(), name).not.toBe('');
  if (reading.kind === 'refused' || reading.kind === 'failed') {
    expect(reading.reason, name).toMatch(/[.!?]$/);
    expect(result.accepted, name).toBe(false);
    expect(result.text, name).toBe(input.text.reasoning);
  }
  if (!result.accepted) return;
  expect(result.tokens.after, name).toBeLessThanOrEqual(result.tokens.before);
  const { facts } = derivationOf(input.text);
  const stated = finalAnswerOf(result.text);
  const before = finalAnswerOf(input.text.reasoning);
  if (
    facts.answer.value !== null &&
    stated !== null &&
    before !== null &&
    answersEqual(before.value, facts.answer.value)
  )
    expect(answersEqual(stated.value, facts.answer.value), `${name}: ${stated.value}`).toBe(true);
}

const GARBAGE: readonly string[] = [
  '',
  ' \n ',
  'Lorem ipsum dolor sit amet, consectetur adipiscing elit.',
  '<compressed>',
  '<compressed>The beginning of',
  '<think>I never get to',
  "I'm sorry, but I can't help with that.",
  '{"error": "overloaded"}',
  '[{"step": 1, "action": 7}, null, [1]]',
  Array.from({ length: 70 }, (_, i) => `[${i + 1}] DELETE`).join('\n'),
  Array.from({ length: 70 }, (_, i) => `[${i + 1}] dead-end`).join('\n'),
  Array.from({ length: 70 }, (_, i) => `[${i + 1}] MERGE: 13 * 13 = 168`).join('\n'),
  '<compressed>[1] The answer is \\boxed{-3141}.</compressed>',
  '<answer>-3141</answer>',
  '所以答案是 12345，因为一切都是这样的，没有别的可能。',
];

describe.each(endpointStrategies.map((strategy) => [strategy.id, strategy] as const))('%s', (_, strategy) => {
  test('with an able model: sound, and a second run asks the same', async () => {
    expect(inputs).toHaveLength(TRACES);
    let accepted = 0;
    for (const { name, input } of inputs) {
      const first = await run(strategy, input, ableModel(input));
      expectSound(first, input, name);
      expect(first.reading.kind, name).not.toBe('failed');
      if (first.result.accepted) accepted += 1;
      const second = await run(strategy, input, ableModel(input));
      expect(second.questions, name).toEqual(first.questions);
      expect(second.reading, name).toEqual(first.reading);
    }
    expect(accepted).toBeGreaterThan(0);
  });

  test('with garbage: never throws, refuses or keeps what guards need', async () => {
    for (const { name, input } of inputs.slice(0, 6)) {
      for (const reply of GARBAGE) {
        const what = `${name}: ${reply.slice(0, 30)}`;
        expectSound(await run(strategy, input, { ...ableModel(input), ask: [reply] }), input, what);
      }
      const odd: ModelScript = {
        ask: ['<compressed>1</compressed>'],
        score: () => ({ kind: 'scored', tokens: [{ start: 0, end: 1, logprob: Number.NEGATIVE_INFINITY }] }),
        embed: () => ({ kind: 'vectors', vectors: [[], [Number.NaN]] }),
      };
      expectSound(await run(strategy, input, odd), input, name);
    }
  });

  test('with changed numbers in an able reply: never accepted as a text of new words', async () => {
    for (const { name, input } of inputs) {
      if (derivationOf(input.text).facts.answer.number === null) continue;
      const able = ableModel(input);
      const says = able.ask;
      if (typeof says !== 'function') throw new Error('the able model is a function');
      const ask = (prompt: string, index: number) => {
        const said = says(prompt, index);
        return typeof said !== 'string' ? said : said.replace(/(?<!\[|\d)\d+(?!\d*\])/g, (digits) => `${digits}7`);
      };
      const done = await run(strategy, input, { ...able, ask });
      expectSound(done, input, name);
      if (done.reading.kind === 'text')
        expect(done.result.accepted && done.result.text !== input.text.reasoning, name).toBe(false);
    }
  });

  test('with a failure at any question: failed with its reason, or as without', async () => {
    for (const { name, input } of inputs.slice(0, 5)) {
      const whole = await run(strategy, input, ableModel(input));
      const places = [
        0,
        1,
        2,
        Math.floor(whole.questions.length / 2),
        whole.questions.length - 1,
        whole.questions.length,
      ];
      for (const at of new Set(places.filter((place) => place >= 0))) {
        const { model } = scriptedModel(ableModel(input));
        const reading = await strategy.run(input, OPTIONS, failingAt(model, at));
        if (at >= whole.questions.length) expect(reading, name).toEqual(whole.reading);
        else expect(reading, `${name} at ${at}`).toEqual({ kind: 'failed', reason: 'The line went dead.' });
      }
    }
  });

  test('asks no more than its summary says', async () => {
    const most = limitOf(strategy);
    for (const { name, input } of inputs) {
      const { questions } = await run(strategy, input, ableModel(input));
      expect(questions.length, name).toBeLessThanOrEqual(most);
    }
  });

  test('on traces of no or one step, of white space, in Chinese, and hostile ones', async () => {
    const span = (text: string) => (text.trim() === '' ? [] : [{ start: 0, end: text.length }]);
    const texts = ['', '  \n', '7', 'So the answer is 7.', '所以答案是 42。', '\\boxed{', 'STEPS-1>>>\nREASONING-1>>>'];
    for (const reasoning of texts) {
      const text = { question: null, reasoning, answer: null, referenceAnswer: null, steps: span(reasoning) };
      const input = inputOf(text, counter);
      expectSound(await run(strategy, input, ableModel(input)), input, reasoning);
    }
  });
});

/** Requests that a strategy may make on one of the traces here; the figures are those of the summaries. */
function limitOf(strategy: EndpointStrategy): number {
  const limits: Readonly<Record<string, number>> = {
    'chain-of-draft': 2,
    'skip-steps': 2,
    'length-target': 3,
    'chunk-rewrite': 72 + 48,
    'forced-answer': 3 + Math.ceil(Math.log2(MOST_STEPS)),
    'deletion-test': 60,
    pir: 65,
    spirit: 87 + 6,
    'a-star-thought': 160 + 20 + 1,
  };
  return limits[strategy.id] ?? 1;
}

describe('without an ability of the endpoint', () => {
  const ids = ['pir', 'spirit', 'a-star-thought', 'embedding-redundancy'];
  test.each(ids)('%s refuses and names what does without', async (id) => {
    const strategy = endpointStrategies.find((each) => each.id === id);
    if (strategy === undefined) throw new Error(`no strategy ${id}`);
    const reasons = new Set<string>();
    for (const { input } of inputs) {
      const { ask } = ableModel(input);
      const { reading } = await run(strategy, input, ask === undefined ? {} : { ask });
      expect(reading.kind).toBe('refused');
      if (reading.kind === 'refused') reasons.add(reading.reason);
    }
    const fallback = id === 'embedding-redundancy' ? 'drop-flagged' : 'deletion-test';
    expect([...reasons].filter((reason) => reason.includes(`Use the strategy ${fallback}`))).not.toEqual([]);
  });
});
