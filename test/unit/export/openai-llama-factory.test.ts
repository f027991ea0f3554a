import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import { llamaFactoryAlpaca } from '../../../src/core/export/exporters/llama-factory-alpaca.ts';
import { llamaFactoryKto } from '../../../src/core/export/exporters/llama-factory-kto.ts';
import { llamaFactoryRanking } from '../../../src/core/export/exporters/llama-factory-ranking.ts';
import { llamaFactorySharegpt } from '../../../src/core/export/exporters/llama-factory-sharegpt.ts';
import { openaiDpo } from '../../../src/core/export/exporters/openai-dpo.ts';
import { openaiSft } from '../../../src/core/export/exporters/openai-sft.ts';
import type { Exporter, TraceExporter } from '../../../src/core/export/types.ts';
import { exportGroup, exportTrace, faultsOf, jobOf } from '../../helpers/export-units.ts';

const wrongRows = (exporter: Exporter, ...rows: JsonValue[]) =>
  faultsOf(
    exporter,
    rows.map((row) => ({ file: 'rows', row })),
  );

const messages = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: '2 + 2?' },
  { role: 'assistant', content: 'It is 4.' },
  { role: 'user', content: 'And 3 + 3?' },
  { role: 'assistant', content: 'It is 6.', reasoning_content: '3 + 3 is twice 3, and that is 6.' },
];

/** The last turn of a chat. */
function chatTrace(list: readonly JsonValue[] = messages) {
  const last = list.length - 1;
  const field = (index: number, key: string) => {
    const text = String((list[index] as Record<string, JsonValue>)[key]);
    return { text, source: { kind: 'text', path: ['messages', index, key], start: 0, end: text.length } } as const;
  };
  const [question, answer, reasoning] = [
    field(last - 1, 'content'),
    field(last, 'content'),
    field(last, 'reasoning_content'),
  ];
  return exportTrace({
    question: question.text,
    reasoning: reasoning.text,
    answer: answer.text,
    variants: [{ text: '3 + 3 = 6.' }],
    trace: { question, answer, reasoning },
    record: { messages: list },
  });
}

const long = '<think>\n3 + 3 is twice 3, and that is 6.\n</think>\n\nIt is 6.';
const short = '<think>\n3 + 3 = 6.\n</think>\n\nIt is 6.';
const strayed = chatTrace([{ role: 'assistant', content: 'Hello!' }, ...messages.slice(1)]);

function rowsOf(exporter: TraceExporter, options = {}, trace = chatTrace()) {
  return exporter.start(jobOf(exporter, options)).rows(trace);
}

describe('OpenAI fine-tuning', () => {
  test('trains the last reply only', () => {
    const { rows } = rowsOf(openaiSft);
    const before = messages.slice(0, 4).map((each) => (each.role === 'assistant' ? { ...each, weight: 0 } : each));
    expect(rows).toEqual([{ file: 'rows', row: { messages: [...before, { role: 'assistant', content: long }] } }]);
    expect(faultsOf(openaiSft, rows)).toEqual([]);
  });

  test('refuses what the service refuses', () => {
    const reply = { role: 'assistant', content: 'b' };
    expect(
      wrongRows(
        openaiSft,
        { messages: [{ role: 'user', content: 'a' }] },
        {
          messages: [
            { role: 'user', content: 'a' },
            { ...reply, weight: 2 },
          ],
        },
        {
          messages: [
            { role: 'user', content: 'a' },
            { ...reply, reasoning_content: 'c' },
          ],
        },
      ),
    ).toEqual([
      '"messages" does not end with a message of assistant',
      '"messages[1].weight" is neither 0 nor 1',
      '"messages[1].reasoning_content" is a field that nothing reads',
    ]);
  });

  test('pairs for DPO', () => {
    const run = openaiDpo.start(jobOf(openaiDpo));
    const { rows } = run.rows(exportGroup([chatTrace()]));
    expect(rows).toEqual([
      {
        file: 'rows',
        row: {
          input: { messages: messages.slice(0, 4), tools: [], parallel_tool_calls: true },
          preferred_output: [{ role: 'assistant', content: short }],
          non_preferred_output: [{ role: 'assistant', content: long }],
        },
      },
    ]);
    expect(faultsOf(openaiDpo, rows)).toEqual([]);
    expect(run.rows(exportGroup([exportTrace()])).skipped).toEqual(['No accepted variant that is shorter.']);
  });

  test('pairs that the service would refuse are refused', () => {
    const user = { role: 'user', content: 'a' };
    const input = { messages: [user], tools: [], parallel_tool_calls: true };
    const [a, b] = ['a', 'b'].map((content) => [{ role: 'assistant', content }]);
    expect(
      wrongRows(
        openaiDpo,
        { input, preferred_output: a ?? [], non_preferred_output: a ?? [] },
        { input, preferred_output: [...(a ?? []), ...(b ?? [])], non_preferred_output: b ?? [] },
        {
          input: { ...input, messages: [user, ...(a ?? [])] },
          preferred_output: a ?? [],
          non_preferred_output: b ?? [],
        },
        { input, preferred_output: [user], non_preferred_output: b ?? [] },
      ),
    ).toEqual([
      '"preferred_output" and "non_preferred_output" are the same',
      '"preferred_output" is more than one message',
      '"input.messages" does not end with a message of user',
      '"preferred_output[0].role" is none of assistant',
    ]);
  });
});

describe('LLaMA-Factory', () => {
  test('Alpaca rows with their history', () => {
    const { rows } = rowsOf(llamaFactoryAlpaca);
    expect(rows).toEqual([
      {
        file: 'rows',
        row: {
          instruction: 'And 3 + 3?',
          input: '',
          output: long,
          system: 'Be brief.',
          history: [['2 + 2?', 'It is 4.']],
        },
      },
    ]);
    expect(faultsOf(llamaFactoryAlpaca, rows)).toEqual([]);
  });

  test('ShareGPT rows', () => {
    const { rows } = rowsOf(llamaFactorySharegpt);
    expect(rows).toEqual([
      {
        file: 'rows',
        row: {
          conversations: [
            { from: 'human', value: '2 + 2?' },
            { from: 'gpt', value: 'It is 4.' },
            { from: 'human', value: 'And 3 + 3?' },
            { from: 'gpt', value: long },
          ],
          system: 'Be brief.',
        },
      },
    ]);
    expect(faultsOf(llamaFactorySharegpt, rows)).toEqual([]);
  });

  test('rankings and KTO rows', () => {
    const ranked = llamaFactoryRanking.start(jobOf(llamaFactoryRanking)).rows(exportGroup([chatTrace()])).rows;
    expect(ranked).toMatchObject([
      { row: { chosen: { from: 'gpt', value: short }, rejected: { from: 'gpt', value: long } } },
    ]);
    expect(faultsOf(llamaFactoryRanking, ranked)).toEqual([]);
    const kto = rowsOf(llamaFactoryKto, { label: 'variants' }).rows;
    expect(kto).toMatchObject([{ row: { kto_tag: true } }, { row: { kto_tag: false } }]);
    expect(faultsOf(llamaFactoryKto, kto)).toEqual([]);
    expect(rowsOf(llamaFactoryKto, {}, exportTrace({ verdict: 'unknown' })).skipped).toHaveLength(1);
  });

  test.each([llamaFactoryAlpaca, llamaFactorySharegpt, llamaFactoryKto])(
    '$id leaves out chats whose turns do not alternate',
    (exporter) => {
      expect(rowsOf(exporter, {}, strayed)).toMatchObject({
        rows: [],
        skipped: ['The turns of the chat do not alternate, as LLaMA-Factory wants them.'],
      });
    },
  );

  test('ranking leaves out chats whose turns do not alternate', () => {
    const made = llamaFactoryRanking.start(jobOf(llamaFactoryRanking)).rows(exportGroup([strayed]));
    expect(made.rows).toEqual([]);
    expect(made.skipped).toHaveLength(1);
  });

  test.each([
    [llamaFactoryAlpaca, ['history', 'prompt', 'query', 'response', 'system'], 'alpaca'],
    [llamaFactorySharegpt, ['messages', 'system'], 'sharegpt'],
    [llamaFactoryRanking, ['chosen', 'messages', 'rejected', 'system'], 'sharegpt'],
    [llamaFactoryKto, ['kto_tag', 'messages', 'system'], 'sharegpt'],
  ] as const)(
    '$0.id: dataset_info.json has an entry a file, with every column that the rows have',
    (exporter, columns, formatting) => {
      const run = exporter.start(jobOf(exporter));
      const written = (['train', 'valid'] as const).map((split) => ({
        kind: 'rows',
        split,
        path: `${split}.json`,
        rows: 3,
      }));
      const [info] = run.extras?.(written) ?? [];
      expect(info?.path).toBe('dataset_info.json');
      const entries = JSON.parse(info?.text ?? '') as Record<string, { columns: Record<string, string> }>;
      expect(Object.keys(entries)).toEqual(['corpus_train', 'corpus_valid']);
      expect(entries.corpus_valid).toMatchObject({ file_name: 'valid.json', formatting });
      expect(Object.keys(entries.corpus_train?.columns ?? {}).sort()).toEqual(columns);
    },
  );

  test('rows that its loader drops or misreads are refused', () => {
    const [human, gpt] = [
      { from: 'human', value: 'a' },
      { from: 'gpt', value: 'b' },
    ];
    expect(
      wrongRows(
        llamaFactorySharegpt,
        { conversations: [human], system: '' },
        { conversations: [gpt], system: '' },
        { conversations: [human, human, gpt], system: '' },
        { conversations: [human, { from: 'gpt', value: '' }], system: '' },
        { conversations: [human, { from: 'assistant', value: 'b' }], system: '' },
      ),
    ).toEqual([
      '"conversations" does not end with a message of gpt',
      'the turns of "conversations" do not alternate, human first',
      'the turns of "conversations" do not alternate, human first',
      'the last message of "conversations" is empty',
      '"conversations[1].from" is none of human, gpt',
    ]);
    const ranked = { conversations: [human], chosen: gpt, rejected: gpt, system: '' };
    expect(
      wrongRows(
        llamaFactoryRanking,
        ranked,
        { ...ranked, rejected: { ...human, value: 'c' } },
        { ...ranked, conversations: [human, gpt], rejected: { ...gpt, value: 'c' } },
      ),
    ).toEqual([
      '"chosen" and "rejected" are the same',
      '"rejected.from" is none of gpt',
      '"conversations" does not end with a message of human',
    ]);
    expect(wrongRows(llamaFactoryKto, { conversations: [human, gpt], kto_tag: 'true', system: '' })).toEqual([
      '"kto_tag" is neither true nor false',
    ]);
    const alpaca = { instruction: 'a', input: '', output: 'b', system: '', history: [['c', 'd', 'e']] };
    expect(
      wrongRows(llamaFactoryAlpaca, alpaca, { ...alpaca, history: [['c', 1]] }, { ...alpaca, output: '' }),
    ).toEqual(['"history[0]" is no pair', '"history[0][1]" is no text', '"output" is no text, or an empty one']);
  });
});
