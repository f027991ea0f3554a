import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { compressBuiltIn, finishEndpoint } from '../../src/core/compress/compress.ts';
import { applyPlan, isKept } from '../../src/core/compress/plan.ts';
import { builtInStrategies, DEFAULT_STRATEGY, findStrategy, strategies } from '../../src/core/compress/registry.ts';
import type { BuiltInStrategy, CompressOptions } from '../../src/core/compress/types.ts';
import type { TokenCounter } from '../../src/core/tokens/types.ts';
import { defaultCounter, filesUnder, inputOf, type NamedInput, readTraces } from '../helpers/compress-inputs.ts';
import { cpuTime } from '../helpers/cpu.ts';
import { scriptedModel } from '../helpers/scripted-model.ts';

const SAMPLES = join(import.meta.dirname, '../../samples');
const SHARED = join(import.meta.dirname, '../../../shared/traces');
/** Records per file of the shared traces; the samples are read whole. */
const PER_FILE = 4;

let counter: TokenCounter;
let inputs: readonly NamedInput[];
beforeAll(async () => {
  counter = await defaultCounter();
  inputs = [
    ...filesUnder(SAMPLES, /\.jsonl$/).flatMap((file) => readTraces(file, counter, 1000)),
    ...filesUnder(SHARED, /\.jsonl?$/).flatMap((file) => readTraces(file, counter, PER_FILE)),
  ];
  if (filesUnder(SHARED, /\.jsonl$/).length === 0)
    console.warn('note: ../shared/traces is not here; only samples are run');
});

/** Asked lengths are for the strategies that know them; the others have to ignore them. */
function optionsFor(strategy: BuiltInStrategy): readonly CompressOptions[] {
  const lengths = strategy.id === 'token-budget' || strategy.id === 'left-removal';
  return lengths ? [{}, { ratio: 0.3 }, { budgetTokens: 60 }] : [{}];
}

describe('the registry', () => {
  test('ids are those of the contract and unique, and the default is among them', () => {
    expect(builtInStrategies.map((strategy) => strategy.id).sort()).toEqual([
      'answer-slice',
      'diverse-solutions',
      'drop-flagged',
      'first-solution',
      'first-solution-reflection',
      'left-removal',
      'lexical',
      'merge-neighbours',
      'safe-prune',
      'token-budget',
    ]);
    expect(new Set(strategies.map((strategy) => strategy.id)).size).toBe(strategies.length);
    expect(DEFAULT_STRATEGY).toBe('safe-prune');
    expect(findStrategy('rewrite')?.needs).toBe('completer');
    expect(findStrategy('nothing')).toBeUndefined();
    for (const strategy of strategies) expect(strategy.title.length * strategy.summary.length).toBeGreaterThan(0);
  });
});

describe.each(builtInStrategies.map((strategy) => [strategy.id, strategy] as const))('%s', (_, strategy) => {
  test('on real traces: one action a step with reasons, deterministic, never longer, honest about guards', () => {
    expect(inputs.length).toBeGreaterThan(20);
    for (const { name, input } of inputs) {
      for (const options of optionsFor(strategy)) {
        const result = compressBuiltIn(strategy, input, options);
        const plan = result.plan ?? { actions: [] };
        expect(plan.actions, name).toHaveLength(input.text.steps.length);
        for (const action of plan.actions) if (action.kind !== 'keep') expect(action.reason, name).not.toBe('');
        expect(applyPlan(input.text, plan), name).toEqual({ text: result.text, kept: result.kept });
        expect(result.kept, name).toEqual(plan.actions.flatMap((action, step) => (isKept(action) ? [step] : [])));
        expect(result.tokens, name).toEqual({
          before: counter.count(input.text.reasoning),
          after: counter.count(result.text),
        });
        const failed = result.guards.filter((guard) => guard.required && !guard.passed);
        expect(result.accepted, name).toBe(failed.length === 0);
        for (const guard of failed) expect(guard.detail, name).toBeTruthy();
        if (result.accepted) expect(result.tokens.after, name).toBeLessThanOrEqual(result.tokens.before);
        if (input.text.steps.length < 40) expect(compressBuiltIn(strategy, input, options), name).toEqual(result);
      }
    }
  });

  test('on traces of no or one step, of white space, in Chinese, and hostile ones', () => {
    const span = (text: string) => (text.trim() === '' ? [] : [{ start: 0, end: text.length }]);
    const texts = ['', '  \n', '7', 'So the answer is 7.', '所以答案是 42。', '\\boxed{', '```', 'a'.repeat(5000)];
    for (const reasoning of texts) {
      const text = { question: null, reasoning, answer: null, referenceAnswer: null, steps: span(reasoning) };
      const result = compressBuiltIn(strategy, inputOf(text, counter), { ratio: 0.01 });
      expect(result.tokens.after).toBeLessThanOrEqual(result.tokens.before);
      expect(result.accepted, `${reasoning.slice(0, 20)} ${JSON.stringify(result.guards)}`).toBe(true);
      if (reasoning.trim() !== '') expect(result.text.trim()).not.toBe('');
    }
  });

  test('is quick on a very long trace', () => {
    const sentence = 'We check that 3 + 4 = 7 again, and wait, the sum is still 7. ';
    const reasoning = sentence.repeat(800);
    const steps = Array.from({ length: 800 }, (__, i) => ({
      start: i * sentence.length,
      end: (i + 1) * sentence.length - 1,
    }));
    const input = inputOf({ question: '3 + 4?', reasoning, answer: '7', referenceAnswer: null, steps }, counter);
    const start = cpuTime();
    expect(compressBuiltIn(strategy, input).accepted).toBe(true);
    expect(cpuTime() - start).toBeLessThan(10_000);
  });
});

describe('the answer is sacred', () => {
  test('the strategies accept nearly all real traces, the default all of them', () => {
    const rate = (strategy: BuiltInStrategy): number =>
      inputs.filter(({ input }) => compressBuiltIn(strategy, input).accepted).length / inputs.length;
    for (const strategy of builtInStrategies) expect(rate(strategy), strategy.id).toBeGreaterThan(0.97);
    const refused = inputs.filter(({ input }) => !compressBuiltIn(builtInStrategies[0]!, input).accepted);
    expect(refused.map(({ name }) => name)).toEqual([]);
  });

  test('safe-prune removes at least 40 % of long thinking and keeps every value of the reference derivation', () => {
    const file = filesUnder(SHARED, /^qwq_gsm8k\.jsonl$/)[0] ?? join(SAMPLES, 'long-thinking.jsonl');
    const traces = readTraces(file, counter, 1000);
    const safe = builtInStrategies[0]!;
    let before = 0;
    let after = 0;
    const lost: string[] = [];
    for (const { name, input } of traces) {
      const result = compressBuiltIn(safe, input);
      before += result.tokens.before;
      after += result.tokens.after;
      const values = [...(input.text.referenceAnswer ?? '').matchAll(/=([\d.,]+)>>/g)].map((match) => match[1] ?? '');
      const missing = values.filter((value) => has(input.text.reasoning, value) && !has(result.text, value));
      if (missing.length > 0) lost.push(`${name}: ${missing.join(', ')}`);
    }
    expect(1 - after / before).toBeGreaterThan(0.4);
    // A few traces reach the answer on another way than the reference does, or reach another answer.
    expect(lost.length / traces.length, lost.join('\n')).toBeLessThan(0.04);
  });

  test('gold solutions, where every step counts, stay as they are', () => {
    const file = filesUnder(SHARED, /^train_first400\.jsonl$/)[0] ?? join(SAMPLES, 'gsm8k.jsonl');
    const traces = readTraces(file, counter, 1000);
    const safe = builtInStrategies[0]!;
    const changed = traces.filter(
      ({ input }) => compressBuiltIn(safe, input).tokens.after < input.analysis.tokens.reasoning,
    );
    expect(changed.length / traces.length).toBeLessThan(0.04);
  });
});

function has(text: string, value: string): boolean {
  const number = Number(value.replaceAll(',', ''));
  return (text.match(/\d[\d,]*(?:\.\d+)?/g) ?? []).some((one) => Number(one.replaceAll(',', '')) === number);
}

describe('endpoint strategies', () => {
  test('the prompt fences the trace, whatever it says, and a good reply is accepted', async () => {
    const strategy = findStrategy('rewrite');
    if (strategy?.needs !== 'completer') throw new Error('rewrite is gone');
    for (const { name, input } of inputs.slice(0, 40)) {
      const { model, questions } = scriptedModel({
        ask: [`<compressed>\n${input.text.reasoning.trim()}\n</compressed>`],
      });
      const result = finishEndpoint(strategy, await strategy.run(input, {}, model), input);
      const [question] = questions;
      const [system, user] = question?.kind === 'ask' ? question.messages : [];
      expect(system?.role).toBe('system');
      expect(user?.content, name).toContain(input.text.reasoning);
      expect(system?.content).not.toContain(input.text.reasoning.slice(0, 200) || '\u0000');
      expect(result.accepted, `${name} ${JSON.stringify(result.guards.filter((guard) => !guard.passed))}`).toBe(
        input.text.reasoning.trim() !== '',
      );
    }
  });
});
