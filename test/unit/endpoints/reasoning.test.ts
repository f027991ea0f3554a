import { describe, expect, test } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/base/json.ts';
import { createAnthropicReader } from '../../../src/endpoints/anthropic-reply.ts';
import { createOpenAiReader } from '../../../src/endpoints/openai-reply.ts';
import { splitThinking } from '../../../src/endpoints/think-tags.ts';
import { cpuTime } from '../../helpers/cpu.ts';

const ANSWER = { content: 'the answer' };

/** Messages as servers send them, with the same words of reasoning in each. */
const MESSAGES: readonly (readonly [string, JsonObject])[] = [
  ['DeepSeek, SGLang, older vLLM: reasoning_content', { ...ANSWER, reasoning_content: 'a thought' }],
  ['vLLM, Ollama, Groq: reasoning', { ...ANSWER, reasoning: 'a thought' }],
  ['TRL, Ollama’s own: thinking', { ...ANSWER, thinking: 'a thought' }],
  [
    'OpenRouter: reasoning_details of text',
    { ...ANSWER, reasoning_details: [{ type: 'reasoning.text', text: 'a thought', signature: 's' }] },
  ],
  [
    'OpenRouter: reasoning_details of a summary',
    { ...ANSWER, reasoning_details: [{ type: 'reasoning.summary', summary: 'a thought' }] },
  ],
  [
    'OpenRouter: the same words in two fields',
    { ...ANSWER, reasoning: 'a thought', reasoning_details: [{ type: 'reasoning.text', text: 'a thought' }] },
  ],
  [
    'LiteLLM: thinking_blocks',
    { ...ANSWER, thinking_blocks: [{ type: 'thinking', thinking: 'a thought', signature: 's' }] },
  ],
  [
    'Mistral: parts of the content',
    {
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: 'a thought' }] },
        { type: 'text', text: 'the answer' },
      ],
    },
  ],
  ['think tags', { content: '<think>\na thought\n</think>\n\nthe answer' }],
  ['think tags without the opening one', { content: 'a thought\n</think>\n\nthe answer' }],
  [
    'Harmony',
    {
      content:
        '<|channel|>analysis<|message|>a thought<|end|><|start|>assistant<|channel|>final<|message|>the answer<|return|>',
    },
  ],
  ['Harmony without its special tokens', { content: 'analysisa thoughtassistantfinalthe answer' }],
  ['a null beside the reasoning', { ...ANSWER, reasoning: 'a thought', reasoning_content: null, refusal: null }],
];

describe('reasoning', () => {
  test.each(MESSAGES)('%s, in a body and in a stream', (_name, message) => {
    const expected = { text: 'the answer', reasoning: 'a thought', refusal: '' };
    const body = createOpenAiReader();
    expect(body.add({ choices: [{ message, finish_reason: 'stop' }] })).toBe('ok');
    expect(body.soFar()).toMatchObject(expected);
    const stream = createOpenAiReader();
    for (const delta of deltasOf(message)) stream.add({ choices: [{ delta, finish_reason: null }] });
    expect(stream.soFar()).toMatchObject(expected);
  });

  test.each<[string, JsonObject]>([
    ['OpenRouter', { ...ANSWER, reasoning_details: [{ type: 'reasoning.encrypted', data: 'gAAAA' }] }],
    ['LiteLLM', { ...ANSWER, thinking_blocks: [{ type: 'redacted_thinking', data: 'gAAAA' }] }],
    [
      'a gate',
      {
        content: [
          { type: 'redacted_thinking', data: 'gAAAA' },
          { type: 'text', text: 'the answer' },
        ],
      },
    ],
  ])('encrypted reasoning (%s) is noted and is no text', (_name, message) => {
    const reader = createOpenAiReader();
    reader.add({ choices: [{ message }] });
    expect(reader.soFar()).toMatchObject({ text: 'the answer', reasoning: '', reasoningHidden: true });
  });

  test('a reader of Anthropic passes over what it does not know', () => {
    const reader = createAnthropicReader();
    expect(reader.add({ type: 'content_block_delta', delta: { type: 'citations_delta', citation: {} } })).toBe('ok');
    expect(reader.add({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'x' } })).toBe('ok');
    expect(reader.add({ type: 'message_stop' })).toBe('done');
    expect(reader.add([1])).toBe('odd');
    expect(reader.add({ hello: 1 })).toBe('odd');
    expect(reader.soFar()).toMatchObject({ text: 'x', reasoningHidden: false });
  });
});

/** The message in pieces: texts cut in the middle, lists one element at a time. */
function deltasOf(message: JsonObject): readonly JsonObject[] {
  return Object.entries(message).flatMap(([name, value]) => piecesOf(value).map((piece) => ({ [name]: piece })));
}

function piecesOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (typeof value === 'string') return [value.slice(0, 5), value.slice(5)];
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map((one) => [isJsonObject(one) ? one : String(one)]);
  return [value ?? null];
}

describe('Harmony left in the text', () => {
  test.each([
    ['<|channel|>final<|message|>only an answer', '', 'only an answer'],
    ['<|channel|>analysis<|message|>cut before the ans', 'cut before the ans', ''],
    [
      '<|channel|>analysis<|message|>one<|end|><|start|>assistant<|channel|>commentary to=x<|message|>two<|call|><|start|>assistant<|channel|>final<|message|>three',
      'one\ntwo',
      'three',
    ],
    ['<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>fin', 'a', ''],
    ['analysis of the problem, without any channel', '', 'analysis of the problem, without any channel'],
  ])('%j', (content, reasoning, text) => {
    expect(splitThinking(content)).toEqual({ reasoning, text });
  });

  test('hostile texts cost little', () => {
    const start = cpuTime();
    for (const unit of ['<|channel|>', '<|message|>', '<|end|>', '<', 'analysis', '</think>', '<think>']) {
      splitThinking(unit.repeat(100_000 / unit.length));
      splitThinking(`<|channel|>final<|message|>${unit.repeat(100_000 / unit.length)}`);
    }
    expect(cpuTime() - start).toBeLessThan(3000);
  });
});
