import { describe, expect, test } from 'vitest';
import { openCorpus } from '../../../src/app/open-corpus.ts';
import type { JsonValue } from '../../../src/base/json.ts';
import { chatOf, chatOptions, THOUGHTS_DROPPED, THOUGHTS_KEPT } from '../../../src/core/export/messages.ts';
import { tailOf } from '../../../src/core/export/tail.ts';
import { ALL_PLACES } from '../../../src/core/export/thoughts.ts';
import type { ExportTrace, ExportValues } from '../../../src/core/export/types.ts';
import { readValues } from '../../../src/core/export/values.ts';
import { exportTrace } from '../../helpers/export-units.ts';

const options = (given: ExportValues = {}): ExportValues => readValues(chatOptions(ALL_PLACES), given).values;

/** The traces of a record as the export gives them. */
async function tracesOf(record: JsonValue): Promise<ExportTrace[]> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
  const corpus = await openCorpus({
    sizeBytes: bytes.length,
    version: '1',
    read: async (start, end) => bytes.subarray(start, end),
  });
  const entry = await corpus.entry(0);
  return (entry?.traces ?? []).map((trace) => ({
    ...exportTrace({
      question: trace.question?.text ?? null,
      reasoning: trace.reasoning.text,
      answer: trace.answer?.text ?? null,
      tail: tailOf(trace, record),
    }),
    trace,
    record,
  }));
}

const twoTurns = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'How much is 2 + 2?' },
    { role: 'assistant', content: '<think>2 + 2 = 4.</think>It is 4.' },
    { role: 'user', content: 'And 3 + 3?' },
    { role: 'assistant', content: '<think>3 + 3 = 6.</think>It is 6.' },
  ],
};

describe('thoughts go', () => {
  const trace = exportTrace({ question: 'Q', reasoning: 'R 1.\n\nR 2.', answer: 'A', tail: '\n\nA' });

  test.each([
    ['think-tags', { content: '<think>\nR 1.\n\nR 2.\n</think>\n\nA' }],
    ['reasoning_content', { content: 'A', reasoning_content: 'R 1.\n\nR 2.' }],
    ['thinking', { content: 'A', thinking: 'R 1.\n\nR 2.' }],
    ['plain', { content: 'R 1.\n\nR 2.\n\nA' }],
    ['none', { content: 'A' }],
  ])('%s', (thoughts, message) => {
    const reply = { role: 'assistant', ...message };
    expect(chatOf(trace, options({ thoughts }))).toEqual({
      kind: 'chat',
      context: [{ role: 'user', content: 'Q' }],
      reply,
      warnings: [],
    });
  });

  test('by default between marks where the record keeps them apart', async () => {
    const [kept] = await tracesOf({ question: 'Q?', reasoning_content: 'So it is 4.', answer: 'It is 4.' });
    expect(kept && chatOf(kept, options())).toMatchObject({
      reply: { content: '<think>\nSo it is 4.\n</think>\n\nIt is 4.' },
    });
  });

  test('by default as plain text where the record does not keep them apart', async () => {
    const [one] = await tracesOf({ question: 'How many?', answer: 'He has 48/2 = 24.\n#### 24' });
    expect(one && chatOf(one, options())).toMatchObject({ reply: { content: 'He has 48/2 = 24.\n#### 24' } });
  });

  test('nowhere when there is no answer behind them, or they hold marks themselves', () => {
    expect(chatOf(exportTrace({ answer: null }), options({ thoughts: 'think-tags' }))).toEqual({
      kind: 'skipped',
      reason: 'No answer behind the thoughts.',
    });
    const marked = exportTrace({ reasoning: 'a </think> b' });
    expect(chatOf(marked, options({ thoughts: 'think-tags' }))).toEqual({
      kind: 'skipped',
      reason: 'The thoughts hold <think> marks themselves.',
    });
    expect(chatOf(marked, options({ thoughts: 'thinking' })).kind).toBe('chat');
    expect(chatOf(exportTrace({ question: null }), options())).toEqual({ kind: 'skipped', reason: 'No question.' });
    expect(chatOf(exportTrace({ reasoning: ' ', answer: null }), options({ thoughts: 'plain' }))).toEqual({
      kind: 'skipped',
      reason: 'No reasoning and no answer.',
    });
  });
});

describe('a chat with several turns', () => {
  test('gives a row for each turn, with a warning that earlier turns are without their thoughts', async () => {
    const traces = await tracesOf(twoTurns);
    const chats = traces.map((trace) => chatOf(trace, options()));
    expect(chats).toEqual([
      {
        kind: 'chat',
        context: twoTurns.messages.slice(0, 2),
        reply: { role: 'assistant', content: '<think>\n2 + 2 = 4.\n</think>\n\nIt is 4.' },
        warnings: [],
      },
      {
        kind: 'chat',
        context: [
          ...twoTurns.messages.slice(0, 2),
          { role: 'assistant', content: 'It is 4.' },
          { role: 'user', content: 'And 3 + 3?' },
        ],
        reply: { role: 'assistant', content: '<think>\n3 + 3 = 6.\n</think>\n\nIt is 6.' },
        warnings: [THOUGHTS_DROPPED],
      },
    ]);
  });

  test('gives one row with all thoughts where that is wished, with a warning that templates drop them', async () => {
    const [first, second] = await tracesOf(twoTurns);
    const wish = options({ turns: 'whole', thoughts: 'reasoning_content' });
    expect(first && chatOf(first, wish)).toEqual({
      kind: 'skipped',
      reason: 'A turn that the row of a later one holds.',
    });
    const chat = second && chatOf(second, wish);
    expect(chat).toMatchObject({ reply: { content: 'It is 6.', reasoning_content: '3 + 3 = 6.' } });
    expect(chat).toMatchObject({ warnings: [THOUGHTS_KEPT] });
    expect(chat?.kind === 'chat' && chat.context[2]).toEqual({
      role: 'assistant',
      content: 'It is 4.',
      reasoning_content: '2 + 2 = 4.',
    });
  });

  test('is read from ShareGPT as well, with the system prompt beside the turns', async () => {
    const [trace] = await tracesOf({
      system: 'Be kind.',
      conversations: [
        { from: 'human', value: 'Hello?' },
        { from: 'gpt', value: 'Hello!' },
        { from: 'human', value: 'How much is 1 + 1?' },
        { from: 'gpt', value: '<think>1 + 1 = 2.</think>2' },
      ],
    });
    expect(trace && chatOf(trace, options())).toMatchObject({
      context: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'Hello?' },
        { role: 'assistant', content: 'Hello!' },
        { role: 'user', content: 'How much is 1 + 1?' },
      ],
      warnings: [],
    });
  });

  test('is found where prompt and completion are lists of messages', async () => {
    const record = {
      prompt: [
        { role: 'user', content: 'Hi.' },
        { role: 'assistant', content: 'Hi!' },
        { role: 'user', content: 'How much is 1 + 1?' },
      ],
      completion: [{ role: 'assistant', content: '<think>1 + 1 = 2.</think>It is 2.' }],
    };
    const traces = await tracesOf(record);
    expect(traces).toHaveLength(1);
    const [chat] = traces.map((trace) => chatOf(trace, options()));
    expect(chat).toMatchObject({ reply: { content: '<think>\n1 + 1 = 2.\n</think>\n\nIt is 2.' } });
    expect(chat?.kind === 'chat' && chat.context.at(-1)).toEqual({ role: 'user', content: 'How much is 1 + 1?' });
  });

  test('that uses tools is left out', async () => {
    const [trace] = await tracesOf({
      messages: [
        { role: 'user', content: 'Weather?' },
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ type: 'function', function: { name: 'w', arguments: '{}' } }],
        },
        { role: 'tool', content: 'sunny' },
        { role: 'assistant', reasoning_content: 'It said sunny.', content: 'Sunny.' },
      ],
    });
    expect(trace && chatOf(trace, options())).toEqual({
      kind: 'skipped',
      reason: 'The chat uses tools, for which the format has no place.',
    });
  });
});

test.each(['tool_call', 'tool_use', 'function_call'])('a turn with a %s among its parts is left out', async (type) => {
  const call = { type, value: '{"name": "w", "arguments": {}}' };
  const thoughts = { type: 'reasoning', value: 'I ask.' };
  const [calling] = await tracesOf({
    messages: [
      { role: 'user', content: 'Weather?' },
      { role: 'assistant', content: [thoughts, { type: 'text', text: 'A moment.' }, call] },
    ],
  });
  expect(calling && chatOf(calling, options())).toEqual({
    kind: 'skipped',
    reason: 'The chat uses tools, for which the format has no place.',
  });
});

describe('the system prompt', () => {
  test('is replaced or left out at wish', async () => {
    const [trace] = await tracesOf(twoTurns);
    const first = (system: string) => {
      const chat = trace && chatOf(trace, options({ system }));
      return chat?.kind === 'chat' ? chat.context[0] : null;
    };
    expect(first('')).toEqual({ role: 'system', content: 'Be brief.' });
    expect(first('Think.')).toEqual({ role: 'system', content: 'Think.' });
    expect(first('-')).toEqual({ role: 'user', content: 'How much is 2 + 2?' });
  });

  test('and the history of an Alpaca record stand before the question', async () => {
    const record = {
      instruction: 'And 3 + 3?',
      input: '',
      output: '3 + 3 = 6.',
      system: 'S',
      history: [['2 + 2?', '4']],
    };
    const [trace] = await tracesOf(record);
    expect(trace && chatOf(trace, options())).toMatchObject({
      context: [
        { role: 'system', content: 'S' },
        { role: 'user', content: '2 + 2?' },
        { role: 'assistant', content: '4' },
        { role: 'user', content: 'And 3 + 3?' },
      ],
    });
  });
});

test("texts in typed parts of any kind are found, and a chat without the user's words is left out", async () => {
  const said = (content: string) => [{ type: 'text', value: content }];
  const reply = { role: 'assistant', content: [{ type: 'reasoning', value: 'So 4.' }, ...said('4')] };
  const [trace] = await tracesOf({
    messages: [{ role: 'system', content: said('S') }, { role: 'user', content: said('2 + 2?') }, reply],
  });
  expect(trace && chatOf(trace, options())).toMatchObject({
    context: [
      { role: 'system', content: 'S' },
      { role: 'user', content: '2 + 2?' },
    ],
  });
  const [silent] = await tracesOf({ messages: [{ role: 'user', content: [{ type: 'image', url: 'x' }] }, reply] });
  expect(silent && chatOf(silent, options())).toEqual({ kind: 'skipped', reason: 'No question.' });
  const [second] = await tracesOf({
    messages: [
      { role: 'user', content: 'Hi.' },
      { role: 'assistant', content: 'Hi!' },
      { role: 'user', content: '' },
      reply,
    ],
  });
  expect(second && chatOf(second, options())).toEqual({
    kind: 'skipped',
    reason: 'The message before the reply is empty.',
  });
});
