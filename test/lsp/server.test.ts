import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { weightsText } from '../../src/core/analysis/fit/weights-file.ts';
import { HEADS } from '../../src/core/analysis/weights.ts';
import type { ModelQuestion } from '../../src/core/compress/model-questions.ts';
import { tokenizerFiles } from '../../src/platform/node/tokenizer-data.ts';
import type { AnalysisReply, CompressReply } from '../../src/protocol/lsp.ts';
import { startEditor } from './harness.ts';

const URI = 'untitled:trace.cot';
const TEXT = `━━━ Question ━━━
Tom has 3 boxes with 4 pens each. How many pens?

━━━ Reasoning · paragraphs ━━━
There are 3 boxes with 4 pens each, so 3 * 4 = 12 pens.

There are 3 boxes with 4 pens each, so 3 * 4 = 12 pens.

So the answer is 12.

━━━ Answer ━━━
12
`;

describe('settings', () => {
  it('take effect when they change, without opening anything again', async () => {
    const editor = await startEditor();
    editor.open(URI, TEXT);
    expect((await editor.lensTitles(URI))[6]).toContain('Drop');
    editor.settings = { lens: { findings: false }, fade: false, tokenizer: 'estimate' };
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await editor.until(() => editor.refreshes > 0);
    const titles = await editor.lensTitles(URI);
    expect(titles[6]).toEqual([expect.stringMatching(/^Step 2 · \w+ · ~\d+ tok/)]);
    expect(titles[3]?.[0]).toMatch(/~\d+ tok \(estimate\)/);
    await editor.until(() => editor.published.get(URI)?.diagnostics.length === 0);
  });

  it('switch passes off, and name what is not understood', async () => {
    const editor = await startEditor({
      settings: { disabledPasses: ['exact-repeat', 'no-such-pass'], preset: 'wild' },
    });
    editor.open(URI, TEXT);
    const reply = await editor.request<AnalysisReply>('cotLens/analyze', { kind: 'document', uri: URI });
    expect(reply.analysis.steps.flatMap((step) => step.findings.map((finding) => finding.pass))).not.toContain(
      'exact-repeat',
    );
    expect(reply.notes).toEqual([expect.stringContaining('preset'), expect.stringContaining('no-such-pass')]);
    await editor.until(() => editor.notifications.filter(({ method }) => method === 'cotLens/status').length === 2);
  });

  it('that change while an analysis runs count for its result', async () => {
    const editor = await startEditor();
    editor.open(URI, TEXT);
    const before = editor.lensTitles(URI);
    editor.settings = { tokenizer: 'estimate' };
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await before;
    expect((await editor.lensTitles(URI))[3]?.[0]).toContain('(estimate)');
  });
});

describe('a server that is told of weights', () => {
  const flagged = async (weights: unknown) => {
    const editor = await startEditor();
    editor.settings = { weights };
    editor.open(URI, TEXT);
    const reply = await editor.request<AnalysisReply>('cotLens/analyze', { kind: 'document', uri: URI });
    return { notes: reply.notes, scores: reply.analysis.steps.map(({ score }) => score) };
  };
  const file = (shift: number): unknown => {
    const heads = HEADS.map((head) => ({ ...head, bias: head.bias + shift }));
    return JSON.parse(weightsText(heads, { time: '', toolVersion: '', labels: 1 }));
  };

  it('scores with them, and with the built-in ones where they are none', async () => {
    const { scores: builtIn } = await flagged(undefined);
    expect((await flagged(file(0))).scores).toEqual(builtIn);
    const { scores } = await flagged(file(-5));
    expect(scores).toHaveLength(builtIn.length);
    expect(scores).not.toEqual(builtIn);
    scores.forEach((score, index) => {
      expect(score).toBeLessThanOrEqual(builtIn[index] ?? 0);
    });
    const wrong = await flagged({ kind: 'other' });
    expect(wrong.scores).toEqual(builtIn);
    expect(wrong.notes).toEqual([expect.stringContaining('It is no file of weights')]);
  });
});

describe('a server that counts with the tokenizer of a model', () => {
  const tokenizers = tokenizerFiles('no rank data here');
  const path = (name: string) => fileURLToPath(new URL(`../fixtures/tokenizers/${name}`, import.meta.url));

  it('shows its counts and its name', async () => {
    const editor = await startEditor({ tokenizers });
    editor.settings = { tokenizerFile: path('tiny-bpe/tokenizer.json') };
    editor.open(URI, TEXT);
    expect((await editor.lensTitles(URI))[3]?.[0]).toMatch(/ \d+ tok \(tiny-bpe\/tokenizer\.json\)/);
  });

  it('estimates and says why when the file is not there', async () => {
    const estimating = { ...tokenizers, ranks: () => Promise.reject(new Error('not asked for')) };
    const editor = await startEditor({ tokenizers: estimating });
    editor.settings = { tokenizerFile: path('nowhere/tokenizer.json') };
    editor.open(URI, TEXT);
    expect((await editor.lensTitles(URI))[3]?.[0]).toMatch(/~\d+ tok \(estimate\)/);
    await editor.until(() => editor.notifications.some(({ method }) => method === 'cotLens/status'));
    const status = editor.notifications.find(({ method }) => method === 'cotLens/status');
    expect(status?.params).toMatchObject({ message: expect.stringContaining('nowhere/tokenizer.json') });
  });
});

describe('a server in trouble', () => {
  it('estimates tokens when the tokenizer cannot be loaded, and says so', async () => {
    const missing = () => Promise.reject(new Error('the file is missing'));
    const editor = await startEditor({ tokenizers: { ranks: missing, file: missing } });
    editor.open(URI, TEXT);
    expect((await editor.lensTitles(URI))[3]?.[0]).toMatch(/~\d+ tok \(estimate\)/);
    await editor.until(() => editor.notifications.some(({ method }) => method === 'cotLens/status'));
    const status = editor.notifications.find(({ method }) => method === 'cotLens/status');
    expect(status?.params).toMatchObject({ state: 'trouble', message: expect.stringContaining('the file is missing') });
  });

  it('answers a cancelled request as cancelled', async () => {
    const editor = await startEditor();
    editor.open(URI, TEXT);
    const source = new CancellationTokenSource();
    const request = editor.connection.sendRequest(
      'textDocument/codeLens',
      { textDocument: { uri: URI } },
      source.token,
    );
    source.cancel();
    await expect(request).rejects.toMatchObject({ code: -32800 });
    expect((await editor.lensTitles(URI))[3]?.[0]).toMatch(/^3 steps/);
  });

  it('gives empty answers for documents that are not open or none of ours', async () => {
    const editor = await startEditor();
    editor.open('file:///a.txt', TEXT, 'plaintext');
    for (const uri of ['file:///a.txt', 'file:///gone.cot']) {
      const textDocument = { uri };
      expect(await editor.lenses(uri)).toEqual([]);
      expect(await editor.request('textDocument/foldingRange', { textDocument })).toEqual([]);
      expect(await editor.request('textDocument/documentSymbol', { textDocument })).toEqual([]);
      expect(await editor.request('cotLens/analyze', { kind: 'document', uri })).toBeNull();
    }
  });

  it('counts but does not judge a reasoning beyond its limit, and says so', async () => {
    const editor = await startEditor();
    editor.open(URI, `━━━ Reasoning · lines ━━━\n${'All is well.\n'.repeat(400_000)}`);
    const lenses = await editor.request<{ command?: { title: string } }[]>('textDocument/codeLens', {
      textDocument: { uri: URI },
    });
    expect(lenses[0]?.command?.title).toMatch(
      /^400,000 steps · ~[\d,]+ tok \(estimate\) · not judged: more than 4,000,000/,
    );
  });

  it('survives documents made to break it', async () => {
    const editor = await startEditor({ settings: { inlayTokens: 'line' } });
    const texts = [
      '',
      '━',
      '━━━ Reasoning ━━━',
      '━━━ Reasoning ━━━\n'.repeat(50),
      `━━━ Reasoning · lines ━━━\n${'↪ '.repeat(2_000)}\n${'▹\n'.repeat(500)}◂◂◂\n${'␛{'.repeat(3_000)}`,
      `━━━ Reasoning · paragraphs ━━━\n${'a'.repeat(100_000)}`,
      `━━━ Reasoning · paragraphs ━━━\n${'$'.repeat(20_000)}${'\\boxed{'.repeat(1_000)}`,
      `━━━ Reasoning · paragraphs ━━━\n${'1'.repeat(50_000)}\n\n${' '.repeat(100_000)}x`,
      '\r\n\r\r\n━━━ Answer ━━━\r━━━ Question ━━━\u2028\0\uD800',
    ];
    for (const [index, text] of texts.entries()) {
      const uri = `untitled:hostile-${index}.cot`;
      const textDocument = { uri };
      const range = { start: { line: 0, character: 0 }, end: { line: 1_000, character: 0 } };
      editor.open(uri, text);
      await editor.lenses(uri);
      await editor.diagnostics(uri);
      await editor.actions(uri, 1, 3);
      for (const method of ['foldingRange', 'documentSymbol', 'semanticTokens/full', 'inlayHint', 'hover']) {
        await editor.request(`textDocument/${method}`, { textDocument, range, position: { line: 1, character: 0 } });
      }
    }
    expect(editor.notifications.filter(({ method }) => method === 'cotLens/status')).toEqual([]);
  });
});

describe('our own requests', () => {
  it('analyse texts with their own steps, or segmented by the settings', async () => {
    const editor = await startEditor();
    const text = { question: null, reasoning: 'one\ntwo\n\nthree', answer: null, referenceAnswer: null };
    const target = { kind: 'text', corpus: 'file:///a.jsonl', text };
    const own = await editor.request<AnalysisReply>('cotLens/analyze', { ...target, steps: [{ start: 0, end: 7 }] });
    expect(own.analysis.steps).toMatchObject([{ start: 0, end: 7 }]);
    const segmented = await editor.request<AnalysisReply>('cotLens/analyze', target);
    expect(segmented.analysis.steps.length).toBeGreaterThan(1);
    expect(segmented.version).toBeNull();
  });

  it('compress an open document with a built-in strategy', async () => {
    const editor = await startEditor();
    editor.open(URI, TEXT);
    const params = { target: { kind: 'document', uri: URI }, options: {} };
    const reply = await editor.request<CompressReply>('cotLens/compress', { ...params, strategy: 'safe-prune' });
    if (reply.kind !== 'done') throw new Error(reply.message);
    expect(reply.compressed.accepted).toBe(true);
    expect(reply.compressed.tokens.after).toBeLessThan(reply.compressed.tokens.before);
    expect(reply.compressed.text).toContain('12');
    for (const strategy of ['no-such', 'rewrite']) {
      expect(await editor.request('cotLens/compress', { ...params, strategy })).toMatchObject({ kind: 'failed' });
    }
  });

  it('compress through the model that the client asks, a trace or a step', async () => {
    const editor = await startEditor();
    editor.open(URI, TEXT);
    const asked: { run: string; question: ModelQuestion }[] = [];
    editor.connection.onRequest('cotLens/askModel', (params: { run: string; question: ModelQuestion }) => {
      asked.push(params);
      return { kind: 'reply', text: '<compressed>3 * 4 = 12.</compressed>' };
    });
    const params = { target: { kind: 'document', uri: URI }, strategy: 'step-rewrite', options: { step: 1 }, run: '7' };
    const reply = await editor.request<CompressReply>('cotLens/compress', params);
    if (reply.kind !== 'done') throw new Error(reply.message);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.run).toBe('7');
    expect(JSON.stringify(asked[0]?.question)).toContain('3 * 4 = 12');
    expect(reply.compressed.plan?.actions[1]).toMatchObject({ kind: 'rewrite', text: '3 * 4 = 12.' });
    const wrong = { ...params, options: { step: 99 } };
    expect(await editor.request('cotLens/compress', wrong)).toMatchObject({ kind: 'failed' });
  });

  it('judge a variant that a person edited, and read its plan back', async () => {
    const editor = await startEditor();
    editor.open(URI, TEXT);
    const steps = (await editor.request<AnalysisReply>('cotLens/analyze', { kind: 'document', uri: URI })).analysis
      .steps;
    const strategy = { id: 'safe-prune', version: 1 };
    const params = { target: { kind: 'document', uri: URI }, variant: TEXT, strategy, plan: null, options: {} };
    const same = await editor.request<CompressReply>('cotLens/judge', params);
    if (same.kind !== 'done') throw new Error(same.message);
    expect(same.compressed.plan?.actions.map(({ kind }) => kind)).toEqual(steps.map(() => 'keep'));
    const wrong = await editor.request<CompressReply>('cotLens/judge', {
      ...params,
      variant: TEXT.replaceAll('12', '13'),
    });
    if (wrong.kind !== 'done') throw new Error(wrong.message);
    expect(wrong.compressed.accepted).toBe(false);
  });

  it('count the tokens of texts with the tokenizer of the settings', async () => {
    const editor = await startEditor();
    const params = { corpus: 'file:///runs.jsonl', texts: ['', 'hello world', '12345'] };
    expect(await editor.request('cotLens/countTokens', params)).toEqual({
      counts: [0, 2, 2],
      tokenizer: 'o200k_base',
      exact: true,
    });
  });

  it('end a strategy when the client stops it between two questions', async () => {
    const editor = await startEditor();
    editor.open(URI, TEXT);
    const source = new CancellationTokenSource();
    editor.connection.onRequest('cotLens/askModel', () => {
      source.cancel();
      return null;
    });
    const params = { target: { kind: 'document', uri: URI }, strategy: 'rewrite', options: {}, run: '1' };
    await expect(editor.connection.sendRequest('cotLens/compress', params, source.token)).rejects.toThrow('Cancelled');
  });
});
