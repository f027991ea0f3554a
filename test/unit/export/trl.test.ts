import { describe, expect, test } from 'vitest';
import { trlLanguageModeling } from '../../../src/core/export/exporters/trl-language-modeling.ts';
import { trlPreference } from '../../../src/core/export/exporters/trl-preference.ts';
import { trlPromptCompletion } from '../../../src/core/export/exporters/trl-prompt-completion.ts';
import { trlUnpaired } from '../../../src/core/export/exporters/trl-unpaired.ts';
import type { Exporter } from '../../../src/core/export/types.ts';
import { exportGroup, exportTrace, faultsOf, jobOf } from '../../helpers/export-units.ts';

const trace = exportTrace({
  question: 'How much?',
  reasoning: 'Long it is, long it is: 4.',
  answer: '4',
  variants: [{ text: 'It is 4.' }, { text: 'Long it is: 4.' }],
});
const user = { role: 'user', content: 'How much?' };
const assistant = (content: string) => ({ role: 'assistant', content });
const thinking = (thoughts: string) => assistant(`<think>\n${thoughts}\n</think>\n\n4`);

const wrongRows = (exporter: Exporter, ...rows: Parameters<typeof faultsOf>[1][number]['row'][]) =>
  faultsOf(
    exporter,
    rows.map((row) => ({ file: 'rows', row })),
  );

describe('TRL language modelling', () => {
  test('chats and texts', () => {
    const chat = trlLanguageModeling.start(jobOf(trlLanguageModeling)).rows(trace);
    expect(chat.rows).toEqual([{ file: 'rows', row: { messages: [user, thinking('Long it is, long it is: 4.')] } }]);
    const text = trlLanguageModeling.start(jobOf(trlLanguageModeling, { form: 'text', thoughts: 'plain' })).rows(trace);
    expect(text.rows).toEqual([{ file: 'rows', row: { text: 'How much?\n\nLong it is, long it is: 4.\n\n4' } }]);
    expect(faultsOf(trlLanguageModeling, [...chat.rows, ...text.rows])).toEqual([]);
  });

  test('refuses chats that do not end with the model, and unknown roles', () => {
    expect(
      wrongRows(
        trlLanguageModeling,
        { messages: [user] },
        { messages: [{ role: 'human', content: 'a' }, assistant('b')] },
        { messages: [user, { role: 'system', content: 'late' }, assistant('b')] },
        { messages: [user, assistant(' ')] },
        { messages: [] },
        { text: 'a', messages: [] },
      ),
    ).toEqual([
      '"messages" does not end with a message of assistant',
      '"messages[0].role" is none of system, user, assistant',
      '"messages[1]" is a system prompt behind other messages',
      'the last message of "messages" is empty',
      '"messages" is no list of messages',
      '"messages" is no list of messages',
    ]);
  });
});

describe('TRL prompt-completion', () => {
  test('as chats', () => {
    const job = jobOf(trlPromptCompletion, { form: 'conversational', thoughts: 'thinking', system: 'S' });
    const { rows } = trlPromptCompletion.start(job).rows(trace);
    const completion = [{ role: 'assistant', content: '4', thinking: trace.reasoning }];
    expect(rows).toEqual([{ file: 'rows', row: { prompt: [{ role: 'system', content: 'S' }, user], completion } }]);
    expect(faultsOf(trlPromptCompletion, rows)).toEqual([]);
  });

  test('as texts says what it leaves out, and has marks in place of fields', () => {
    const job = jobOf(trlPromptCompletion, { thoughts: 'thinking', system: 'S' });
    expect(trlPromptCompletion.start(job).rows(trace)).toEqual({
      rows: [{ file: 'rows', row: { prompt: 'How much?', completion: thinking(trace.reasoning).content } }],
      warnings: ['Plain texts hold the last question only; earlier turns and system prompts are left out.'],
    });
  });

  test('leaves out replies that rest on the result of a tool', () => {
    const messages = [
      { role: 'user', content: 'Weather?' },
      { role: 'assistant', content: '', tool_calls: [{ type: 'function', function: { name: 'w', arguments: '{}' } }] },
      { role: 'tool', content: 'sunny' },
      { role: 'assistant', content: 'Sunny.', reasoning_content: 'It is.' },
    ];
    const source = { kind: 'text', path: ['messages', 3, 'reasoning_content'], start: 0, end: 6 } as const;
    const tools = exportTrace({ trace: { reasoning: { text: 'It is.', source } }, record: { messages } });
    expect(trlPromptCompletion.start(jobOf(trlPromptCompletion)).rows(tools)).toEqual({
      rows: [],
      skipped: ['The chat uses tools, for which the format has no place.'],
    });
  });

  test('refuses rows of two forms', () => {
    expect(wrongRows(trlPromptCompletion, { prompt: 'a', completion: [assistant('b')] })).toEqual([
      'some fields are texts and others chats',
    ]);
  });
});

describe('TRL preference', () => {
  const run = (options = {}) => trlPreference.start(jobOf(trlPreference, options));

  test('prefers the shortest accepted variant to the original', () => {
    const { rows, skipped } = run().rows(exportGroup([trace]));
    const row = { prompt: [user], chosen: [thinking('It is 4.')], rejected: [thinking(trace.reasoning)] };
    expect(rows).toEqual([{ file: 'rows', row }]);
    expect(skipped).toEqual([]);
    expect(run({ most: 2 }).rows(exportGroup([trace])).rows).toHaveLength(2);
    expect(faultsOf(trlPreference, rows)).toEqual([]);
  });

  test('says why there is no pair', () => {
    const none = exportTrace();
    const wrong = { ...trace, grade: { ...trace.grade, verdict: 'wrong' as const } };
    expect(run().rows(exportGroup([none, wrong])).skipped).toEqual([
      'No accepted variant that is shorter.',
      'The answer is wrong.',
    ]);
    expect(run({ pairs: 'correct-over-wrong' }).rows(exportGroup([trace])).skipped).toEqual([
      'No right and wrong answer of one problem.',
    ]);
    expect(run({ pairs: 'shorter-over-longer' }).rows(exportGroup([trace, trace])).skipped).toEqual([
      'No two right answers of different length.',
    ]);
    expect(run({ thoughts: 'none' }).rows(exportGroup([trace])).skipped).toEqual(['The two replies are the same.']);
    expect(run({ form: 'text' }).rows(exportGroup([{ ...trace, question: null }])).skipped).toEqual(['No question.']);
  });

  test('prefers right to wrong, and shorter to longer', () => {
    const bad = exportTrace({ question: 'How much?', reasoning: 'Bad.', answer: '5', verdict: 'wrong' });
    const short = exportTrace({ question: 'How much?', reasoning: 'Short.', answer: '4' });
    const group = exportGroup([trace, bad, short]);
    const [row] = run({ pairs: 'correct-over-wrong', form: 'text', thoughts: 'plain' }).rows(group).rows;
    expect(row?.row).toMatchObject({ prompt: 'How much?', rejected: 'Bad.\n\n5' });
    const [second] = run({ pairs: 'shorter-over-longer' }).rows(group).rows;
    expect(second?.row).toMatchObject({ chosen: [thinking('Short.')], rejected: [thinking(trace.reasoning)] });
  });

  test('draws the same pairs for the same seed, whatever else is exported', () => {
    const samples = Array.from({ length: 8 }, (_, index) =>
      exportTrace({ reasoning: `Way ${index}.`, verdict: index % 2 === 0 ? 'correct' : 'wrong' }),
    );
    const job = { ...jobOf(trlPreference, { pairs: 'correct-over-wrong', most: 3 }), seed: 7 };
    const group = exportGroup(samples, 'one');
    const alone = trlPreference.start(job).rows(group);
    const run = trlPreference.start(job);
    run.rows(exportGroup(samples, 'other'));
    expect(run.rows(group)).toEqual(alone);
    expect(alone.rows).toHaveLength(3);
    const others = trlPreference.start({ ...job, seed: 8 }).rows(group);
    expect(others.rows).not.toEqual(alone.rows);
  });

  test('refuses equal sides', () => {
    expect(wrongRows(trlPreference, { prompt: 'a', chosen: 'b', rejected: 'b' })).toEqual([
      '"chosen" and "rejected" are the same',
    ]);
  });
});

describe('TRL unpaired preference', () => {
  const run = (options = {}) => trlUnpaired.start(jobOf(trlUnpaired, options));

  test('labels by the answer', () => {
    const wrong = exportTrace({ verdict: 'wrong' });
    expect(run().rows(trace).rows).toMatchObject([{ row: { prompt: [user], label: true } }]);
    expect(run().rows(wrong).rows).toMatchObject([{ row: { label: false } }]);
    expect(run().rows(exportTrace({ verdict: 'unknown' })).skipped).toEqual([
      'Nobody knows whether the answer is right.',
    ]);
  });

  test('labels variants and their originals', () => {
    const { rows } = run({ label: 'variants' }).rows(trace);
    expect(rows.map(({ row }) => (row as { label: boolean }).label)).toEqual([true, true, false]);
    expect(faultsOf(trlUnpaired, rows)).toEqual([]);
    expect(run({ label: 'variants' }).rows(exportTrace()).skipped).toEqual(['No accepted variant that is shorter.']);
    expect(run({ label: 'variants' }).rows(exportTrace({ verdict: 'wrong' })).skipped).toEqual([
      'The answer is wrong.',
    ]);
    expect(run({ label: 'variants' }).rows({ ...trace, question: null }).skipped).toEqual(['No question.']);
  });

  test('refuses labels that are no booleans', () => {
    expect(wrongRows(trlUnpaired, { prompt: 'a', completion: 'b', label: 1 })).toEqual([
      '"label" is neither true nor false',
    ]);
  });
});
