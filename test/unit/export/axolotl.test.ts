import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import { axolotlChat } from '../../../src/core/export/exporters/axolotl-chat.ts';
import { axolotlSegments } from '../../../src/core/export/exporters/axolotl-segments.ts';
import type { Exporter, ExportTrace, TraceExporter } from '../../../src/core/export/types.ts';
import { exportTrace, faultsOf, jobOf, type TraceWish } from '../../helpers/export-units.ts';

const KEEP = { kind: 'keep' } as const;
const DROP = { kind: 'drop', reason: 'A test.' } as const;

/** A trace with a variant that keeps these steps. */
function keeping(steps: readonly string[], kept: readonly boolean[], wish: TraceWish = {}) {
  const actions = kept.map((each) => (each ? KEEP : DROP));
  const text = steps.filter((_step, index) => kept[index]).join('\n\n');
  return exportTrace({
    question: 'How much?',
    answer: '4',
    variants: [{ text, plan: { actions } }],
    reasoning: steps.join('\n\n'),
    ...wish,
  });
}

function rowsOf(exporter: TraceExporter, trace: ExportTrace, options = {}) {
  return exporter.start(jobOf(exporter, options)).rows(trace);
}

interface Detail {
  readonly begin_offset: number;
  readonly end_offset: number;
  readonly train: boolean;
}

interface ReplyRow {
  readonly content: string;
  readonly train_detail: readonly Detail[];
}

function replyOf(row: JsonValue | undefined): ReplyRow {
  const { messages } = row as unknown as { messages: readonly ReplyRow[] };
  return messages.at(-1) ?? { content: '', train_detail: [] };
}

/** The texts of the details as Python slices them: by code points, the last one included. */
function slices(row: JsonValue | undefined): (readonly [string, boolean])[] {
  const { content, train_detail: details } = replyOf(row);
  const points = Array.from(content);
  return details.map(({ begin_offset: a, end_offset: b, train }) => [points.slice(a, b + 1).join(''), train] as const);
}

const steps = ['First 🙂 2.', 'Wait, once more: 2.', 'So 2 + 2 = 4.'];

describe('Axolotl chats', () => {
  test('keep the whole chain and train the kept steps, with offsets that Python understands', () => {
    const { rows } = rowsOf(axolotlChat, keeping(steps, [true, false, true]));
    expect(slices(rows[0]?.row)).toEqual([
      ['<think>\nFirst 🙂 2.\n\n', true],
      ['Wait, once more: 2.\n\n', false],
      ['So 2 + 2 = 4.\n</think>\n\n4', true],
    ]);
    expect(replyOf(rows[0]?.row).train_detail[1]).toEqual({ begin_offset: 20, end_offset: 40, train: false });
    expect(rows[0]?.row).toMatchObject({ messages: [{ role: 'user', content: 'How much?', train: false }, {}] });
    expect(faultsOf(axolotlChat, rows)).toEqual([]);
  });

  test('give spaces to the step behind them', () => {
    const trace = exportTrace({ question: 'Q', reasoning: ' One. Two. Three.\n', answer: '4' });
    const spans = [1, 6, 11].map((start, index) => ({ start, end: [5, 10, 17][index] ?? 0 }));
    const actions = [KEEP, DROP, KEEP];
    const variants = keeping(['a'], [true], { variants: [{ text: 'x', plan: { actions } }] }).variants;
    const { rows } = rowsOf(axolotlChat, { ...trace, steps: spans, variants }, { thoughts: 'plain' });
    expect(slices(rows[0]?.row)).toEqual([
      ['One.', true],
      [' Two.', false],
      [' Three.\n\n4', true],
    ]);
  });

  test('train what the analysis does not flag', () => {
    const trace = keeping(steps, [true, false, true]);
    const analysis = trace.analysis();
    const flagged = { ...analysis, steps: analysis.steps.map((step, index) => ({ ...step, flagged: index === 0 })) };
    const { rows } = rowsOf(axolotlChat, { ...trace, analysis: () => flagged }, { train: 'unflagged' });
    expect(slices(rows[0]?.row).map(([, train]) => train)).toEqual([true, false, true]);
    expect(slices(rows[0]?.row)[1]?.[0]).toBe('First 🙂 2.\n\n');
  });

  test.each([
    ['No accepted variant.', exportTrace(), {}],
    ['No accepted variant that is made of the steps.', exportTrace({ variants: [{ text: 'x' }] }), {}],
    ['Every step would be trained.', keeping(steps, [true, true, true]), {}],
    ['No step would be trained.', keeping(steps, [false, false, false]), {}],
    ['No question.', keeping(steps, [true, false, true], { question: null }), {}],
    [
      'No answer behind the thoughts.',
      keeping(steps, [true, false, true], { answer: null }),
      { thoughts: 'think-tags' },
    ],
    ['The thoughts hold <think> marks themselves.', keeping(['a <think>', 'b'], [true, false]), {}],
    ['No steps.', { ...keeping(steps, [true, false, true]), steps: [] }, {}],
  ])('leaves out: %s', (reason, trace, options) => {
    expect(rowsOf(axolotlChat, trace, options)).toMatchObject({ rows: [], skipped: [reason] });
    expect(rowsOf(axolotlSegments, trace, options)).toMatchObject({ rows: [], skipped: [reason] });
  });

  test('refuse details with gaps, wrong ends and nothing to train', () => {
    const row = (content: string, ...details: readonly (readonly [number, number, boolean])[]) => ({
      messages: [
        { role: 'user', content: 'a', train: false },
        {
          role: 'assistant',
          content,
          train_detail: details.map(([begin_offset, end_offset, train]) => ({ begin_offset, end_offset, train })),
        },
      ],
    });
    const rows = [
      row('abc', [0, 0, true], [2, 2, true]),
      row('🙂bc', [0, 3, true]),
      row('abc', [0, 2, false]),
      row('abc', [0, 0, true], [1, 0, true]),
      { messages: [{ role: 'assistant', content: 'a' }] },
    ];
    expect(
      faultsOf(
        axolotlChat,
        rows.map((each) => ({ file: 'rows', row: each })),
      ),
    ).toEqual([
      '"train_detail" has gaps, overlaps or empty parts',
      '"train_detail" does not end with the text',
      '"train_detail" trains nothing',
      '"train_detail" has gaps, overlaps or empty parts',
      'the last message has no "train_detail"',
    ]);
  });

  test('axolotl trains the tokens of kept steps and no others', () => {
    const word = fc.constantFrom('so', '🙂', '2+2', 'größe', 'wait,', '=');
    const step = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => `${words.join(' ')}.`);
    const some = fc.array(fc.tuple(step, fc.boolean()), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(some, (list) => {
        const kept = list.map(([, keep]) => keep);
        fc.pre(kept.includes(true) && kept.includes(false));
        const trace = keeping(
          list.map(([text]) => text),
          kept,
        );
        const { rows } = rowsOf(axolotlChat, trace);
        expect(faultsOf(axolotlChat, rows)).toEqual([]);
        const { content, train_detail: details } = replyOf(rows[0]?.row);
        const parts = list.map(
          ([text, keep], index) => [`${text}${index < list.length - 1 ? '\n\n' : '\n'}`, keep] as const,
        );
        const wanted = [['<think>\n', true] as const, ...parts, ['</think>\n\n4', true] as const];
        const trained = wanted.map(([text, keep]) => (keep ? text : '')).join('');
        expect(trainedText(content, details)).toBe(trained);
      }),
    );
  });
});

/**
 * The text of the tokens that axolotl trains, by its own steps: token ends are the next token's start less one, a detail is
 * moved to the tokens that it touches, and a token is trained when one trained detail holds it whole. Tokens are cut as
 * GPT-like tokenizers do: a word with the space before it, line ends with the full stop before them.
 */
function trainedText(content: string, details: readonly Detail[]): string {
  const starts: number[] = [];
  const tokens = content.match(/\.?\n+|<\/?think>| ?[^\s.<]+|[\s\S]/gu) ?? [];
  let at = 0;
  for (const token of tokens) {
    starts.push(at);
    at += Array.from(token).length;
  }
  const spans = starts.map((start, index) => [start, (starts[index + 1] ?? at) - 1] as const);
  const adjusted = details.map(({ begin_offset: begin, end_offset: end, train }) => {
    let first = spans.findIndex(([start]) => start >= begin);
    if (first < 0) first = spans.length;
    if (first > 0 && (spans[first - 1]?.[1] ?? 0) > begin) first -= 1;
    let last = spans.findLastIndex(([, stop]) => stop <= end);
    if (last < spans.length - 1 && (spans[last + 1]?.[0] ?? 0) < end) last += 1;
    return { begin: spans[first]?.[0] ?? 0, end: spans[last]?.[1] ?? -1, train };
  });
  const isTrained = ([start, end]: readonly [number, number]) =>
    adjusted.some((each) => each.train && start >= each.begin && end <= each.end);
  return tokens.filter((_token, index) => isTrained(spans[index] ?? [0, 0])).join('');
}

describe('Axolotl segments', () => {
  test('are the question, one for each step, and the end mark', () => {
    const { rows } = rowsOf(axolotlSegments, keeping(steps, [true, false, true]), { system: 'Be brief.' });
    expect(rows).toEqual([
      {
        file: 'rows',
        row: {
          segments: [
            {
              label: false,
              text: '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHow much?<|im_end|>\n<|im_start|>assistant\n',
            },
            { label: true, text: '<think>\n' },
            { label: true, text: 'First 🙂 2.\n\n' },
            { label: false, text: 'Wait, once more: 2.\n\n' },
            { label: true, text: 'So 2 + 2 = 4.\n' },
            { label: true, text: '</think>\n\n4' },
            { label: true, text: '<|im_end|>' },
          ],
        },
      },
    ]);
    expect(faultsOf(axolotlSegments, rows)).toEqual([]);
  });

  test.each([
    [
      'llama-3',
      '<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHow much?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
      '<|eot_id|>',
    ],
    ['deepseek-r1', '<｜begin▁of▁sentence｜><｜User｜>How much?<｜Assistant｜>', '<｜end▁of▁sentence｜>'],
    ['plain', 'How much?\n\n', '</s>'],
  ])('have the marks of %s', (marks, first, last) => {
    const { rows } = rowsOf(axolotlSegments, keeping(steps, [true, false, true]), { marks });
    const row = rows[0]?.row as { readonly segments?: readonly { readonly text: string }[] } | undefined;
    expect([row?.segments?.[0]?.text, row?.segments?.at(-1)?.text]).toEqual([first, last]);
  });

  test('that train the question or leave the end untrained are refused', () => {
    const [a, b] = [
      { label: false, text: 'a' },
      { label: true, text: 'b' },
    ];
    const rows = [
      { segments: [b, b] },
      { segments: [a, b, a] },
      { segments: [a] },
      { segments: [a, { label: true, text: '' }] },
    ];
    expect(
      faultsOf(
        axolotlSegments,
        rows.map((row) => ({ file: 'rows', row })),
      ),
    ).toEqual([
      'the first segment, the question, is trained',
      'the last segment, the end mark, is not trained',
      '"segments" has fewer than 2 elements',
      '"segments[1].text" is no text, or an empty one',
    ]);
  });
});

test.each<Exporter>([axolotlChat, axolotlSegments])('$id: the configuration names every file', (exporter) => {
  const written = (['train', 'valid'] as const).map((split) => ({
    kind: 'rows',
    split,
    path: `${split}.jsonl`,
    rows: 1,
  }));
  const [yaml] = exporter.start(jobOf(exporter)).extras?.(written) ?? [];
  expect(yaml?.path).toBe('axolotl-data.yml');
  expect(yaml?.text).toMatch(/\ndatasets:\n {2}- path: train\.jsonl\n {4}ds_type: json\n {4}type: /);
  expect(yaml?.text).toMatch(/\ntest_datasets:\n {2}- path: valid\.jsonl\n/);
});
