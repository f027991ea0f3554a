import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText } from '../../../src/core/export/exporters/plain-text.ts';
import { unsloth } from '../../../src/core/export/exporters/unsloth.ts';
import { verl } from '../../../src/core/export/exporters/verl.ts';
import { exportGroup, exportTrace, faultsOf, jobOf } from '../../helpers/export-units.ts';

const wrongRows = (
  exporter: Parameters<typeof faultsOf>[0],
  ...rows: Parameters<typeof faultsOf>[1][number]['row'][]
) =>
  faultsOf(
    exporter,
    rows.map((row) => ({ file: 'rows', row })),
  );

describe('verl', () => {
  const trace = exportTrace({ question: 'How much is 2 + 2?', reference: '4' });

  test('has a row for each problem', () => {
    const run = verl.start(jobOf(verl));
    const made = [run.rows(exportGroup([trace, trace], 'k1')), run.rows(exportGroup([trace], 'k2'))];
    const rows = made.flatMap((each) => each.rows);
    expect(rows[0]).toEqual({
      file: 'rows',
      row: {
        data_source: 'DigitalLearningGmbH/MATH-lighteval',
        prompt: [
          {
            role: 'user',
            content: "How much is 2 + 2? Let's think step by step and output the final answer within \\boxed{}.",
          },
        ],
        ability: 'math',
        reward_model: { style: 'rule', ground_truth: '4' },
        extra_info: { index: 0, id: 'k1', question: 'How much is 2 + 2?', samples: 2 },
      },
    });
    expect(rows[1]?.row).toMatchObject({ extra_info: { index: 1, id: 'k2' } });
    expect(faultsOf(verl, rows)).toEqual([]);
  });

  test('takes data source, instruction and system prompt as wished', () => {
    const options = { 'data-source': 'openai/gsm8k', instruction: '-', system: 'S', ability: 'sums' };
    const { rows } = verl.start(jobOf(verl, options)).rows(exportGroup([trace]));
    expect(rows[0]?.row).toMatchObject({
      data_source: 'openai/gsm8k',
      ability: 'sums',
      prompt: [
        { role: 'system', content: 'S' },
        { role: 'user', content: 'How much is 2 + 2?' },
      ],
    });
  });

  test('says why there is no row', () => {
    const run = verl.start(jobOf(verl));
    expect(run.rows(exportGroup([exportTrace({ reference: null })])).skipped).toEqual(['No reference answer.']);
    expect(run.rows(exportGroup([exportTrace({ question: null })])).skipped).toEqual(['No question.']);
  });

  test('refuses prompts as text and rewards without an answer', () => {
    const [row] = verl.start(jobOf(verl)).rows(exportGroup([trace])).rows;
    const good = row?.row as Readonly<Record<string, string>>;
    expect(
      wrongRows(
        verl,
        { ...good, prompt: '[{"role": "user", "content": "a"}]' },
        { ...good, reward_model: { style: 'rule', ground_truth: '' } },
        { ...good, reward_model: { style: 'model', ground_truth: '4' } },
        { ...good, prompt: [{ role: 'assistant', content: 'a' }] },
        { ...good, data_source: '' },
      ),
    ).toEqual([
      '"prompt" is no list of messages',
      '"reward_model.ground_truth" is no text, or an empty one',
      '"reward_model.style" is none of rule',
      '"prompt" does not end with a message of user',
      '"data_source" is no text, or an empty one',
    ]);
  });
});

describe('Unsloth', () => {
  test('conversations', () => {
    const { rows } = unsloth.start(jobOf(unsloth, { thoughts: 'reasoning_content' })).rows(exportTrace());
    expect(rows).toEqual([
      {
        file: 'rows',
        row: {
          conversations: [
            { role: 'user', content: 'How much is 2 * 3 + 4?' },
            { role: 'assistant', content: '10', reasoning_content: 'First 2 * 3 = 6.\n\nThen 6 + 4 = 10.' },
          ],
        },
      },
    ]);
    expect(faultsOf(unsloth, rows)).toEqual([]);
    expect(unsloth.start(jobOf(unsloth)).rows(exportTrace({ question: null })).skipped).toEqual(['No question.']);
    expect(wrongRows(unsloth, { conversations: [{ from: 'human', value: 'a' }] })).toEqual([
      '"conversations[0].role" is none of system, user, assistant',
    ]);
  });
});

describe('plain text', () => {
  const rows = (options: object, wish = {}) =>
    plainText.start(jobOf(plainText, { ...options })).rows(exportTrace(wish));

  test('has one trace a line', () => {
    expect(rows({ thoughts: 'plain' }).rows).toEqual([
      { file: 'rows', row: 'How much is 2 * 3 + 4? First 2 * 3 = 6.  Then 6 + 4 = 10.  10' },
    ]);
    const escaped = rows({ thoughts: 'none', 'line-ends': 'escaped' }, { answer: 'a\\b\r\nc' }).rows;
    expect(escaped).toEqual([{ file: 'rows', row: 'How much is 2 * 3 + 4?\\na\\\\b\\nc' }]);
    expect(rows({ thoughts: 'none', question: false }, { question: null }).rows).toEqual([{ file: 'rows', row: '10' }]);
    expect(rows({}, { answer: null, reasoning: '' }).skipped).toEqual(['No reasoning and no answer.']);
  });

  test('is a line for every reader, whatever the text', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', '\\', '\n', '\r', '\u2028', '\u0085', '\v', '\u001d', ' ') });
    fc.assert(
      fc.property(texts, fc.constantFrom('space', 'escaped'), (text, how) => {
        const made = rows({ thoughts: 'plain', 'line-ends': how }, { reasoning: `x${text}`, answer: null });
        expect(faultsOf(plainText, made.rows)).toEqual([]);
      }),
    );
  });

  test('refuses lines that are empty or several', () => {
    expect(wrongRows(plainText, '', 'a\u2028b', 3)).toEqual([
      'the line is empty',
      'the line holds a line end',
      'the row is no text',
    ]);
  });
});
