import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import { chooseReader, readRecord } from '../../../src/core/readers/detect.ts';

const QUESTION = 'A crate holds 6 jars. How many jars do 4 crates hold?';
const ASKED = { role: 'user', content: QUESTION };
const REPLY = { role: 'assistant', reasoning_content: 'I multiply 4 by 6.', content: 'It is 24.' };
const CHAT_USAGE = {
  prompt_tokens: 20,
  completion_tokens: 50,
  completion_tokens_details: { reasoning_tokens: 41 },
};
const CHAT = { choices: [{ index: 0, finish_reason: 'stop', message: REPLY }], usage: CHAT_USAGE };
const RESPONSE = {
  output: [
    { type: 'reasoning', summary: [{ type: 'summary_text', text: 'I multiply 4 by 6.' }] },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'It is 24.' }] },
  ],
  usage: { output_tokens: 50, output_tokens_details: { reasoning_tokens: 41 } },
};
const CANDIDATES = [
  { content: { role: 'model', parts: [{ text: 'I multiply 4 by 6.', thought: true }, { text: 'It is 24.' }] } },
];

/** An Inspect log of one sample with these messages. */
function inspect(messages: readonly JsonValue[], more: { readonly [key: string]: JsonValue }): JsonValue {
  return { version: 2, status: 'success', eval: { task: 't' }, samples: [{ id: 1, epoch: 1, messages, ...more }] };
}

function reported(value: JsonValue): readonly (number | undefined)[] {
  const choice = chooseReader([value]);
  if (choice === null) throw new Error('no reader was chosen');
  const { traces } = readRecord(choice, { number: 1, line: 1, text: JSON.stringify(value), value }).value;
  return traces.map((trace) => trace.reportedReasoningTokens);
}

describe('the count of reasoning tokens that a provider reported', () => {
  it.each<readonly [string, JsonValue]>([
    ['a chat completion', CHAT],
    ['a line of OpenAI batch results', { custom_id: 'r', response: { status_code: 200, body: CHAT }, error: null }],
    ['a saved request and its response', { request: { messages: [ASKED] }, response: CHAT }],
    [
      'OpenRouter with reasoning details',
      {
        choices: [
          {
            message: {
              role: 'assistant',
              content: 'It is 24.',
              reasoning: 'I multiply 4 by 6.',
              reasoning_details: [{ type: 'reasoning.text', text: 'I multiply 4 by 6.' }],
            },
          },
        ],
        provider: 'x',
        usage: { ...CHAT_USAGE, cost: 0.0001 },
      },
    ],
    ['the Responses API', RESPONSE],
    ['a batch line of the Responses API', { custom_id: 'r', response: { status_code: 200, body: RESPONSE } }],
    ['the Gemini API', { candidates: CANDIDATES, usageMetadata: { thoughtsTokenCount: 41 } }],
    [
      'the Gemini API as its Python client dumps it',
      { candidates: CANDIDATES, usage_metadata: { thoughts_token_count: 41 } },
    ],
    [
      'a Gemini batch line',
      { key: 'r', response: { candidates: CANDIDATES, usageMetadata: { thoughtsTokenCount: 41 } } },
    ],
    ['messages beside their usage', { messages: [ASKED, REPLY], usage: CHAT_USAGE }],
    [
      'a row of question, reasoning and answer',
      { question: QUESTION, reasoning: 'I multiply 4 by 6.', answer: '24', usage: CHAT_USAGE },
    ],
    [
      'a row with thinking marks',
      { prompt: QUESTION, response: '<think>I multiply 4 by 6.</think>24', usage: CHAT_USAGE },
    ],
    [
      'usage metadata of LangChain',
      {
        question: QUESTION,
        reasoning: 'I multiply.',
        answer: '24',
        usage_metadata: { output_tokens: 50, output_token_details: { reasoning: 41 } },
      },
    ],
    [
      'usage of the AI SDK',
      { prompt: QUESTION, reasoning: 'I multiply.', text: '24', usage: { outputTokens: 50, reasoningTokens: 41 } },
    ],
    [
      'an Inspect log',
      inspect([ASKED, REPLY], {
        output: {
          model: 'm',
          choices: [{ message: REPLY, stop_reason: 'stop' }],
          usage: { input_tokens: 20, output_tokens: 50, total_tokens: 70, reasoning_tokens: 41 },
        },
      }),
    ],
    [
      'an Inspect log with usage by model',
      inspect([ASKED, REPLY], { model_usage: { m: { output_tokens: 50, reasoning_tokens: 41 } } }),
    ],
  ])('is read from %s', (_, value) => {
    expect(reported(value)).toEqual([41]);
  });

  it('of several replies at once belongs to none of them', () => {
    const choice = { index: 0, finish_reason: 'stop', message: REPLY };
    expect(reported({ choices: [choice, { ...choice, index: 1 }], usage: CHAT_USAGE })).toEqual([undefined, undefined]);
    expect(reported({ messages: [ASKED, REPLY, ASKED, REPLY], usage: CHAT_USAGE })).toEqual([undefined, undefined]);
    const turns = inspect([ASKED, REPLY, ASKED, REPLY], { model_usage: { m: { reasoning_tokens: 82 } } });
    expect(reported(turns)).toEqual([undefined, undefined]);
  });

  it('by other models of an Inspect log, such as a grader, is left out', () => {
    const usage = { m: { reasoning_tokens: 41 }, grader: { reasoning_tokens: 500 } };
    expect(reported(inspect([ASKED, REPLY], { model_usage: usage }))).toEqual([undefined]);
  });

  it('is no number that cannot be one', () => {
    for (const count of [-1, 'many', null, 1.5]) {
      expect(reported({ ...CHAT, usage: { completion_tokens_details: { reasoning_tokens: count } } })).toEqual([
        undefined,
      ]);
    }
  });
});
