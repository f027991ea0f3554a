import { describe, expect, it } from 'vitest';
import { DEFAULT_TOKENIZER, findTokenizer, TOKENIZERS, tokenizerForModel } from '../../../src/core/tokens/registry.ts';
import { loadRanks } from './rank-data.ts';

describe('the registry of tokenizers', () => {
  it('offers the encodings and the estimate, the default first', () => {
    expect(TOKENIZERS.map(({ id }) => id)).toEqual(['o200k_base', 'cl100k_base', 'p50k_base', 'r50k_base', 'estimate']);
    expect(TOKENIZERS[0]?.id).toBe(DEFAULT_TOKENIZER);
  });

  it.each(TOKENIZERS)('makes a counter that says what $id says', async (info) => {
    expect(findTokenizer(info.id)).toBe(info);
    const counter = await info.create(loadRanks);
    expect({ id: counter.id, exact: counter.exact }).toEqual({ id: info.id, exact: info.exact });
  });

  it('finds nothing for an unknown id', () => {
    expect(findTokenizer('o200k')).toBeUndefined();
    expect(findTokenizer('toString')).toBeUndefined();
  });

  it('asks the loader only when a counter is made, and rejects as the loader does', async () => {
    const trouble = new Error('no such file');
    await expect(findTokenizer('cl100k_base')?.create(() => Promise.reject(trouble))).rejects.toBe(trouble);
  });

  it('rejects data that is no rank data', async () => {
    const broken = findTokenizer('o200k_base')?.create(async () => ({
      pat_str: '',
      special_tokens: {},
      bpe_ranks: '{}',
    }));
    await expect(broken).rejects.toThrow(/rank data/);
  });

  it.each([
    ['gpt-4o-mini', 'o200k_base'],
    ['openai/o1', 'o200k_base'],
    ['o3-mini', 'o200k_base'],
    ['gpt-4.1-nano', 'o200k_base'],
    ['GPT-5', 'o200k_base'],
    ['gpt-4', 'cl100k_base'],
    ['gpt-4-turbo-2024-04-09', 'cl100k_base'],
    ['ft:gpt-3.5-turbo:org', 'cl100k_base'],
    ['text-davinci-003', 'p50k_base'],
    ['gpt2', 'r50k_base'],
    ['davinci', 'r50k_base'],
  ])('knows the tokenizer of %s', (model, tokenizer) => {
    expect(tokenizerForModel(model)).toBe(tokenizer);
  });

  it.each(['deepseek-r1', 'Qwen/QwQ-32B', 'claude-sonnet-4', 'o100', ''])('claims nothing for %j', (model) => {
    expect(tokenizerForModel(model)).toBeUndefined();
  });
});
