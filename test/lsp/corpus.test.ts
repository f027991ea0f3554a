import { beforeEach, describe, expect, it } from 'vitest';
import { DiagnosticSeverity } from 'vscode-languageserver';
import type { CorpusSummary } from '../../src/protocol/lsp.ts';
import { type Editor, startEditor } from './harness.ts';

const URI = 'file:///data/runs.jsonl';
const THINKING = (sum: number) =>
  `There are 3 boxes with ${sum} pens each.\\n\\nSo 3 * ${sum} = ${3 * sum} pens.\\n\\nSo 3 * ${sum} = ${3 * sum} pens.\\n</think>\\nThe answer is ${3 * sum}.`;
const record = (sum: number) =>
  `{"question":"How many pens?","model_answer":"${THINKING(sum)}","answer":"#### ${3 * sum}"}`;
const CORPUS = `${record(4)}\n${record(5)}\n{"question": "cut of\n${record(6)}\n`;

let editor: Editor;
beforeEach(async () => {
  editor = await startEditor();
});

describe('the lenses of a corpus', () => {
  it('name the reader and why, then the figures of each record with its commands', async () => {
    editor.open(URI, CORPUS, 'jsonl');
    const titles = await editor.lensTitles(URI);
    expect(titles[0]?.[0]).toMatch(/^reader: think-tags — /);
    expect(titles[0]?.slice(1)).toEqual([
      expect.stringMatching(/^3 steps · \d+ tok · \d+ % skippable$/),
      'Open',
      'Compress',
    ]);
    expect(titles[1]?.[0]).toMatch(/^3 steps/);
    expect(titles[2]?.[0]).toMatch(/^broken record: /);
    expect(titles[3]?.[0]).toMatch(/^3 steps/);
  });

  it('have the tokens that the provider reported beside ours', async () => {
    const message = { role: 'assistant', reasoning_content: 'Six and six.\n\nThat is 12.', content: '12' };
    const usage = { completion_tokens_details: { reasoning_tokens: 1400 } };
    const response = { id: 'chatcmpl-1', choices: [{ index: 0, message }], usage };
    const several = { ...response, choices: [0, 1].map((index) => ({ index, message })) };
    editor.open(URI, `${JSON.stringify(response)}\n${JSON.stringify(several)}\n`, 'jsonl');
    const titles = await editor.lensTitles(URI);
    expect(titles[0]?.[1]).toMatch(/^2 steps · \d+ tok · 1,400 reported · \d+ % skippable$/);
    // Of two choices only the sum is known.
    expect(titles[1]?.[0]).toMatch(/^2 traces · 4 steps · \d+ tok · \d+ % skippable$/);
  });

  it('come with ranges at once and titles when they are resolved', async () => {
    editor.open(URI, CORPUS, 'jsonl');
    const lenses = await editor.request<{ range: object; command?: object; data?: object }[]>('textDocument/codeLens', {
      textDocument: { uri: URI },
    });
    expect(lenses.filter((lens) => lens.command === undefined)).toHaveLength(4);
  });

  it('lead to the record by its number', async () => {
    editor.open(URI, CORPUS, 'jsonl');
    const open = (await editor.lenses(URI)).filter((lens) => lens.command?.command === 'cotLens.openTrace');
    expect(open.map((lens) => lens.command?.arguments)).toEqual(
      [1, 2, 3, 4].map((number) => [{ uri: URI, record: number }]),
    );
  });

  it('sum up the traces of a record that has several', async () => {
    const line = JSON.stringify({
      question: 'q',
      ground_truth: '12',
      a: { solution: 'First 3 * 4.\nThen 12.', is_correct: true },
      b: { solution: 'It is 3 * 4 = 12.', is_correct: true },
    });
    editor.open(URI, `${line}\n`, 'jsonl');
    const titles = await editor.lensTitles(URI);
    expect(titles[0]?.[0]).toMatch(/^reader: candidate-solutions/);
    expect(titles[0]?.[1]).toMatch(/^2 traces · 3 steps · /);
  });

  it('follow the reader that the settings name, for the file', async () => {
    const byHand = await startEditor({ settings: { fileReaders: { 'runs.jsonl': { reasoning: 'question' } } } });
    byHand.open(URI, CORPUS, 'jsonl');
    const titles = await byHand.lensTitles(URI);
    expect(titles[0]?.slice(0, 2)).toEqual(['reader: mapped — set by hand', expect.stringMatching(/^1 step · /)]);
  });

  it('can be switched off', async () => {
    const off = await startEditor({ settings: { lens: { records: false } } });
    off.open(URI, CORPUS, 'jsonl');
    expect(await off.lenses(URI)).toEqual([]);
  });

  it('stand in arrays of records, and in no other JSON file', async () => {
    editor.open('file:///data/runs.json', `[\n${record(4)},\n${record(5)}\n]\n`, 'json');
    const titles = await editor.lensTitles('file:///data/runs.json');
    expect(titles[1]?.[1]).toMatch(/^3 steps/);
    expect(titles[2]?.[0]).toMatch(/^3 steps/);
    editor.open('file:///package.json', '{"name": "x", "version": "1.0.0"}', 'json');
    editor.open('file:///list.json', '[{"id": 1, "title": "a", "text": "b"}]', 'json');
    expect(await editor.lenses('file:///package.json')).toEqual([]);
    expect(await editor.lenses('file:///list.json')).toEqual([]);
  });

  it('say that a record is too long to be analysed for a lens', async () => {
    const text = 'x'.repeat(1_100_000);
    editor.open(URI, `{"question":"q","reasoning_content":"${text}","answer":"4"}\n`, 'jsonl');
    expect((await editor.lensTitles(URI))[0]?.[1]).toMatch(
      /^not analysed here: the record has 1,100,\d\d\d characters/,
    );
  });

  it('say that there are more records than lenses', async () => {
    editor.open(URI, `${record(4)}\n`.repeat(6_000), 'jsonl');
    const lenses = await editor.request<{ command?: { title: string } }[]>('textDocument/codeLens', {
      textDocument: { uri: URI },
    });
    expect(lenses[1]?.command?.title).toBe('lenses for the first 5,000 of 6,000 records');
    expect(lenses).toHaveLength(2 + 3 * 5_000);
  });
});

describe('the check of a corpus', () => {
  it('marks a broken record with the reason at the place', async () => {
    editor.open(URI, CORPUS, 'jsonl');
    const found = await editor.diagnostics(URI);
    expect(found).toMatchObject([
      { severity: DiagnosticSeverity.Error, source: 'CoT Lens', range: { start: { line: 2 }, end: { line: 2 } } },
    ]);
    expect(found[0]?.range.start.character).toBeGreaterThan(0);
  });

  it('follows edits, and is silent on whole records', async () => {
    editor.open(URI, CORPUS, 'jsonl');
    await editor.diagnostics(URI);
    editor.change(URI, '', { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } });
    expect(await editor.diagnostics(URI)).toEqual([]);
    expect((await editor.lensTitles(URI))[2]?.[0]).toMatch(/^3 steps/);
  });

  it('is cut at what editors show, and says so', async () => {
    editor.open(URI, '{"broken\n'.repeat(1_200), 'jsonl');
    const found = await editor.diagnostics(URI);
    expect(found).toHaveLength(1_000);
    expect(found[0]).toMatchObject({ code: 'diagnostics-cut', message: expect.stringContaining('999 of 1,200') });
  });

  it('gives a summary', async () => {
    editor.open(URI, CORPUS, 'jsonl');
    const summary = await editor.request<CorpusSummary>('cotLens/summarizeCorpus', { uri: URI });
    expect(summary).toMatchObject({
      version: 1,
      records: 4,
      broken: 1,
      reader: { id: 'think-tags', chosenByHand: false },
    });
  });
});

describe('a large corpus', () => {
  it('lets other requests through while it is checked', async () => {
    const other = 'untitled:small.cot';
    editor.open(URI, `${record(4)}\n`.repeat(60_000), 'jsonl');
    editor.open(other, '━━━ Reasoning · lines ━━━\none\n');
    expect(await editor.request('textDocument/foldingRange', { textDocument: { uri: other } })).toHaveLength(1);
    expect(editor.published.has(URI)).toBe(false);
    expect(await editor.diagnostics(URI)).toEqual([]);
  });
});
