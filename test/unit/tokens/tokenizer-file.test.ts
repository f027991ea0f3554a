import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openTokenizerFile } from '../../../src/core/tokens/hugging-face/tokenizer-file.ts';
import {
  countersOnce,
  findTokenizer,
  isTokenizerFile,
  openTokenizer,
  tokenizerName,
} from '../../../src/core/tokens/registry.ts';
import type { TokenCounter } from '../../../src/core/tokens/types.ts';
import { tokenizerFiles } from '../../../src/platform/node/tokenizer-data.ts';
import { cpuTime } from '../../helpers/cpu.ts';
import { gpt2TokenizerJson } from './gpt2-tokenizer-json.ts';
import { loadRanks } from './rank-data.ts';
import { hostileText, mixedSteps, seeded } from './texts.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/tokenizers/', import.meta.url));
const data = tokenizerFiles('no rank data here');

/** Counts of Hugging Face's Rust implementation (tokenizers 0.13.4-rc2) for the fixtures, without start and end tokens. */
const KNOWN: readonly (readonly [string, number, number])[] = [
  ['', 0, 0],
  ['the', 1, 1],
  ['So the answer is 12.', 8, 10],
  ['So the answer is 12.\n\nThe    answer', 15, 18],
  ['<think>the answer</think><|end|>', 11, 23],
  ['是的，答案是 12 🙂', 26, 27],
  ["it's  the\tanswer\r\n\r\n", 12, 16],
  ['e\u0301té </s> the', 11, 11],
];

async function refusal(opening: Promise<TokenCounter>): Promise<string> {
  return opening.then(
    () => 'opened',
    (error: unknown) => String(error),
  );
}

describe('the tokenizer.json of a model', () => {
  it.each([
    ['tiny-bpe', 1],
    ['tiny-sentencepiece', 2],
  ] as const)('counts as the reference implementation does: %s', async (folder, column) => {
    const counter = await openTokenizer(`${FIXTURES}${folder}/tokenizer.json`, data);
    expect({ id: counter.id, exact: counter.exact }).toEqual({ id: `${folder}/tokenizer.json`, exact: true });
    expect(KNOWN.map(([text]) => [text, counter.count(text)])).toEqual(KNOWN.map((row) => [row[0], row[column]]));
    expect(KNOWN.map(([text]) => counter.count(text))).toEqual(KNOWN.map((row) => row[column]));
  });

  it('counts GPT-2 text as r50k_base does', async () => {
    const own = await openTokenizerFile('gpt2', { json: gpt2TokenizerJson(), config: null });
    const exact = await findTokenizer('r50k_base')?.create(loadRanks);
    const random = seeded(41);
    // A lone surrogate is no text that the file's normalizer could be given.
    const fuzz = Array.from({ length: 500 }, () => Buffer.from(hostileText(random, 20)).toString());
    const differing = [...mixedSteps(300), ...fuzz].filter((text) => own.count(text) !== exact?.count(text));
    expect(differing).toEqual([]);
  }, 60_000);

  it('does not hang on 100 kB of one letter, of blanks or of newlines', async () => {
    const counter = await openTokenizer(`${FIXTURES}tiny-bpe/tokenizer.json`, data);
    for (const unit of ['a', ' ', '\n', '=']) {
      const start = cpuTime();
      expect(counter.count(unit.repeat(100_000))).toBeGreaterThan(1000);
      // A quadratic merge takes 20 s and more.
      expect(cpuTime() - start).toBeLessThan(5000);
    }
  }, 60_000);

  it('is told from a tokenizer on offer by its name, and shown by its folder', () => {
    expect(['o200k_base', 'estimate', 'models/qwen/tokenizer.json'].map(isTokenizerFile)).toEqual([false, false, true]);
    expect(tokenizerName('/home/me/models/Qwen3-8B/tokenizer.json')).toBe('Qwen3-8B/tokenizer.json');
    expect(tokenizerName('C:\\models\\Qwen3-8B\\tokenizer.json')).toBe('Qwen3-8B/tokenizer.json');
    expect(tokenizerName('tokenizer.json')).toBe('tokenizer.json');
    expect(tokenizerName('o200k_base')).toBe('o200k_base');
  });

  it('is opened once however often it is asked for, and tried again when it could not be', async () => {
    let reads = 0;
    let fails = true;
    const counters = countersOnce({
      ...data,
      file: async (path) => {
        reads += 1;
        if (fails) throw new Error('not yet');
        return data.file(path);
      },
    });
    const path = `${FIXTURES}tiny-bpe/tokenizer.json`;
    expect(await refusal(counters(path))).toMatch(/not yet/);
    fails = false;
    const [first, second] = await Promise.all([counters(path), counters(path)]);
    expect(second).toBe(first);
    expect(await counters(path)).toBe(first);
    expect(reads).toBe(2);
  });

  it('is refused with the reason when it is none', async () => {
    const open = (json: string) => refusal(openTokenizerFile('x/tokenizer.json', { json, config: null }));
    expect(await open('{"model"')).toMatch(/x\/tokenizer\.json is no JSON/);
    expect(await open('[]')).toMatch(/no "model"/);
    expect(await open('null')).toMatch(/no JSON object/);
    expect(await open('{"model": {"type": "BPE"}}')).toMatch(/no "model" with a "vocab"/);
    expect(await open('{"model": {"type": "Unheard", "vocab": {}}}')).toMatch(/Error/);
    expect(await refusal(openTokenizer(`${FIXTURES}nowhere/tokenizer.json`, data))).toMatch(/ENOENT/);
    expect(await refusal(openTokenizer('o300k', data))).toMatch(/no tokenizer "o300k"/);
  });
});
