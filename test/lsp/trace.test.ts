import ranks from 'js-tiktoken/ranks/o200k_base';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type CodeAction,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentSymbol,
  type FoldingRange,
  type InlayHint,
} from 'vscode-languageserver';
import { analyzeTrace } from '../../src/core/analysis/analyze.ts';
import {
  efficiencyMeaning,
  efficiencyText,
  entropyLines,
  fileEfficiencyText,
} from '../../src/core/analysis/wording.ts';
import { parseDocument } from '../../src/core/document/parse.ts';
import { stepHash } from '../../src/core/document/step-hash.ts';
import type { Analysis } from '../../src/core/model/finding.ts';
import { findTokenizer } from '../../src/core/tokens/registry.ts';
import { ANALYZE, type AnalysisReply, RECORD_STEPS, TRACE_SUMMARY, type TraceSummary } from '../../src/protocol/lsp.ts';
import { type Editor, startEditor } from './harness.ts';

const URI = 'cot-trace:/data/runs.jsonl/runs-1.cot?corpus=file%3A%2F%2F%2Fdata%2Fruns.jsonl&record=1&trace=0';

/** Step 3 repeats step 1 word for word; step 4 spans two lines; step 5 stands on the line of step 4. */
const TEXT = `━━━ Question ━━━
Tom has 3 boxes with 4 pens each and buys 5 more. How many pens?

━━━ Reasoning · paragraphs ━━━
There are 3 boxes with 4 pens each, so 3 * 4 = 12 pens.

He buys 5 more, which are new pens.

There are 3 boxes with 4 pens each, so 3 * 4 = 12 pens.

Together these are
12 + 5 = 17 pens.
↪  So the answer is \\boxed{17}.

━━━ Answer ━━━
17
`;
const REPEAT_LINE = 8;

async function analysisOf(text: string): Promise<Analysis> {
  const counter = await findTokenizer('o200k_base')?.create(async () => ranks);
  if (!counter) throw new Error('no counter');
  const options = { preset: 'balanced', disabledPasses: [] } as const;
  return analyzeTrace({ text: parseDocument(text), segmenter: 'document', counter, options });
}

let editor: Editor;
beforeEach(async () => {
  editor = await startEditor();
});

describe('the lenses of a trace document', () => {
  it('give each step its figures, and totals on the header', async () => {
    const analysis = await analysisOf(TEXT);
    editor.open(URI, TEXT);
    const titles = await editor.lensTitles(URI);
    const sum = analysis.steps.reduce((all, step) => all + step.tokens, 0);
    let cumulative = 0;
    for (const [index, line] of [4, 6, 8, 10, 12].entries()) {
      const step = analysis.steps[index];
      if (!step) throw new Error('step missing');
      cumulative += step.tokens;
      const share = Math.round((100 * step.tokens) / sum);
      expect(titles[line]?.[0]).toBe(
        `Step ${index + 1} · ${step.kind} · ${step.tokens} tok · ${share} % · Σ ${cumulative}`,
      );
    }
    expect(titles[3]?.[0]).toContain(`5 steps · ${analysis.tokens.reasoning} tok (o200k_base)`);
    expect(titles[3]).toContain('Compress');
  });

  it('say why a step can go, lead to the step that it repeats, and drop it', async () => {
    editor.open(URI, TEXT);
    const lenses = (await editor.lenses(URI)).filter((lens) => lens.range.start.line === REPEAT_LINE);
    expect(lenses.map((lens) => lens.command?.title)).toEqual([
      expect.stringMatching(/^Step 3 · /),
      'can go: exact repeat, step 1',
      'Drop',
      'Rewrite',
    ]);
    expect(lenses[1]?.command).toMatchObject({ command: 'cotLens.goToStep', arguments: [{ uri: URI, step: 0 }] });
    await editor.request('workspace/executeCommand', lenses[2]?.command);
    expect(editor.text(URI).split('12 pens.')).toHaveLength(2);
    expect(parseDocument(editor.text(URI)).steps).toHaveLength(4);
  });

  it('refuse to act on a document that changed in the meantime', async () => {
    editor.open(URI, TEXT);
    const lens = (await editor.lenses(URI)).find((each) => each.command?.command === 'cotLens.dropStep');
    editor.change(URI, TEXT.replace('Tom', 'Ann'));
    await editor.request('workspace/executeCommand', lens?.command);
    expect(editor.text(URI)).toBe(TEXT.replace('Tom', 'Ann'));
    await editor.until(() => editor.messages.length > 0);
    expect(editor.messages[0]).toMatch(/changed in the meantime/);
  });

  it('follow edits', async () => {
    editor.open(URI, TEXT);
    await editor.lenses(URI);
    editor.change(URI, '', { start: { line: 8, character: 0 }, end: { line: 10, character: 0 } });
    const titles = await editor.lensTitles(URI);
    expect(titles[3]?.[0]).toMatch(/^4 steps/);
    expect(Object.keys(titles)).toEqual(['3', '4', '6', '8', '10']);
  });

  it('offer only what the client can do, and no edits on variants', async () => {
    const other = await startEditor({ clientCommands: null });
    other.open('untitled:trace.cot', TEXT, 'plaintext');
    const titles = await other.lensTitles('untitled:trace.cot');
    expect(titles[REPEAT_LINE]?.slice(1)).toEqual(['can go: exact repeat, step 1', 'Drop']);
    editor.open(URI.replace('cot-trace:', 'cot-variant:'), TEXT);
    const variant = await editor.lensTitles(URI.replace('cot-trace:', 'cot-variant:'));
    expect(variant[REPEAT_LINE]?.slice(1)).toEqual(['can go: exact repeat, step 1']);
    expect(await editor.actions(URI.replace('cot-trace:', 'cot-variant:'), REPEAT_LINE)).toEqual([]);
  });
});

describe('the findings of a trace document', () => {
  it('fade the step and point to the earlier one', async () => {
    editor.open(URI, TEXT);
    const found = (await editor.diagnostics(URI)).find((each) => each.range.start.line === REPEAT_LINE);
    expect(found).toMatchObject({
      severity: DiagnosticSeverity.Hint,
      tags: [DiagnosticTag.Unnecessary],
      source: 'CoT Lens',
      code: 'exact-repeat',
      range: { start: { line: 8, character: 0 }, end: { line: 8, character: 55 } },
      relatedInformation: [{ location: { uri: URI, range: { start: { line: 4 } } }, message: 'Step 1' }],
    });
    expect(found?.message).toMatch(/^Step 3 can go\. /);
  });

  it('do not fade the mark of a step', async () => {
    const text = '━━━ Reasoning · paragraphs ━━━\nThe sum of 3 and 4 is 7.\n↪ The sum of 3 and 4 is 7.\n\nSo 7.\n';
    editor.open(URI, text);
    const [found] = await editor.diagnostics(URI);
    expect(found?.range.start).toEqual({ line: 2, character: 2 });
  });

  it('warn of what is odd in the document', async () => {
    editor.open(URI, `stray\n${TEXT}`);
    const odd = (await editor.diagnostics(URI)).filter((each) => each.severity === DiagnosticSeverity.Warning);
    expect(odd).toMatchObject([{ code: 'odd-document', range: { start: { line: 0 } } }]);
  });

  it('are cut at what editors show, and say so', async () => {
    const step = 'There are 3 boxes with 4 pens each, so 3 * 4 = 12 pens.';
    editor.open(URI, `━━━ Reasoning · lines ━━━\n${`${step}\n`.repeat(1_500)}`);
    const found = await editor.diagnostics(URI);
    expect(found).toHaveLength(1_000);
    expect(found[0]).toMatchObject({
      code: 'diagnostics-cut',
      message: expect.stringMatching(/first 999 of 1,[45]\d\d/),
    });
  });

  it('go when the document closes', async () => {
    editor.open(URI, TEXT);
    await editor.diagnostics(URI);
    editor.close(URI);
    await editor.until(() => editor.published.get(URI)?.diagnostics.length === 0);
    expect(await editor.lenses(URI)).toEqual([]);
  });

  it('come with the totals for a status bar', async () => {
    const analysis = await analysisOf(TEXT);
    editor.open(URI, TEXT);
    await editor.diagnostics(URI);
    await editor.until(() => editor.notifications.some(({ method }) => method === 'cotLens/traceSummary'));
    const summary = editor.notifications.find(({ method }) => method === 'cotLens/traceSummary');
    expect(summary?.params).toMatchObject({
      uri: URI,
      version: 1,
      steps: 5,
      tokens: analysis.tokens,
      tokensExact: true,
    });
  });
});

describe('decisions to keep a step', () => {
  it('take the step out of the findings and can be taken back', async () => {
    editor.open(URI, TEXT);
    await editor.diagnostics(URI);
    const keep = (await editor.actions(URI, REPEAT_LINE)).find((action) => action.title === 'Keep step 3');
    const hash = stepHash('There are 3 boxes with 4 pens each, so 3 * 4 = 12 pens.');
    expect(keep?.command).toMatchObject({ command: 'cotLens.keepStep', arguments: [{ uri: URI, step: 2, hash }] });
    await editor.connection.sendNotification('cotLens/keepSteps', { uri: URI, hashes: [hash] });
    await editor.until(
      () => !editor.published.get(URI)?.diagnostics.some((each) => each.range.start.line === REPEAT_LINE),
    );
    const titles = await editor.lensTitles(URI);
    expect(titles[REPEAT_LINE]).toEqual([expect.stringMatching(/ · kept$/)]);
    expect((await editor.actions(URI, REPEAT_LINE)).map((action) => action.title)).toContain('Stop keeping step 3');
    await editor.connection.sendNotification('cotLens/keepSteps', { uri: URI, hashes: [] });
    expect((await editor.lensTitles(URI))[REPEAT_LINE]).toContain('Drop');
  });
});

describe('quick fixes', () => {
  const titled = (actions: readonly CodeAction[], title: RegExp) => {
    const action = actions.find((each) => title.test(each.title));
    if (!action) throw new Error(`no action ${title} among ${actions.map((each) => each.title).join(', ')}`);
    return action;
  };

  it('drop a step', async () => {
    editor.open(URI, TEXT);
    await editor.diagnostics(URI);
    const action = titled(await editor.actions(URI, REPEAT_LINE), /^Drop step 3 \(exact repeat, step 1\)$/);
    expect(action).toMatchObject({ kind: 'quickfix', isPreferred: true, diagnostics: [{ code: 'exact-repeat' }] });
    expect(editor.apply(action.edit ?? {})).toBe(true);
    const after = parseDocument(editor.text(URI));
    expect(after.steps).toHaveLength(4);
    expect(after.answer).toBe('17');
  });

  it('merge a step with the one before it', async () => {
    editor.open(URI, TEXT);
    editor.apply(titled(await editor.actions(URI, 12), /^Merge step 5 into step 4$/).edit ?? {});
    expect(editor.text(URI)).toContain('12 + 5 = 17 pens. So the answer is \\boxed{17}.\n');
  });

  it('drop all flagged steps at once', async () => {
    const flagged = (await analysisOf(TEXT)).steps.filter((step) => step.flagged).length;
    const text = TEXT.replace(
      'He buys 5 more',
      'There are 3 boxes with 4 pens each, so 3 * 4 = 12 pens.\n\nHe buys 5 more',
    );
    editor.open(URI, text);
    const actions = await editor.actions(URI, 6);
    const action = titled(actions, /^Drop all \d+ (flagged steps|steps flagged as exact repeat)$/);
    editor.apply(action.edit ?? {});
    expect(editor.text(URI).split('12 pens.')).toHaveLength(2);
    expect(flagged).toBeGreaterThan(0);
  });

  it('drop the steps of a selection, and offer the same on steps that stay', async () => {
    editor.open(URI, TEXT);
    const selected = await editor.actions(URI, 4, 7);
    expect(selected.map((action) => action.title)).toEqual(['Drop the 2 selected steps']);
    const plain = titled(await editor.actions(URI, 6), /^Drop step 2$/);
    expect(plain.kind).toBe('refactor.rewrite');
  });

  it('are made only when asked for, where the editor can ask', async () => {
    const lazy = await startEditor({ resolvesEdits: true });
    lazy.open(URI, TEXT);
    const action = titled(await lazy.actions(URI, REPEAT_LINE), /^Drop step 3/);
    expect(action.edit).toBeUndefined();
    const resolved = await lazy.request<CodeAction>('codeAction/resolve', action);
    expect(lazy.apply(resolved.edit ?? {})).toBe(true);
    expect(parseDocument(lazy.text(URI)).steps).toHaveLength(4);
    const stale = await lazy.request<CodeAction>('codeAction/resolve', action);
    expect(stale.edit).toBeUndefined();
  });
});

describe('figures of a trace document', () => {
  const hoverAt = async (line: number): Promise<string> => {
    const position = { line, character: 2 };
    const hover = await editor.request<{ contents: { value: string } } | null>('textDocument/hover', {
      textDocument: { uri: URI },
      position,
    });
    return hover?.contents.value ?? '';
  };
  const REASONING_LINE = 3;
  const STEP_LINES = [4, 6, 8, 10, 12];
  const entropy = (surprisal: number) => ({ tokens: 9, total: 3.2, coverage: 0.93, score: 0.208, surprisal });
  /** Entropies of the document's steps, with their 1-based number as surprisal; the second step has none. */
  const sendEntropies = async (): Promise<void> => {
    const { reasoning, steps } = parseDocument(TEXT);
    await editor.connection.sendNotification(RECORD_STEPS.method, {
      uri: URI,
      steps: steps.map(({ start, end }, index) => ({
        hash: stepHash(reasoning.slice(start, end)),
        entropy: index === 1 ? null : entropy(index + 1),
      })),
    });
  };
  const surprisals = async (lines: readonly number[]): Promise<readonly (string | undefined)[]> =>
    (await Promise.all(lines.map(hoverAt))).map((text) => /Surprisal: (\d)\.00 nats/.exec(text)?.[1]);

  it('show what the provider reported beside our own count, until it is taken back', async () => {
    editor.open(URI, TEXT);
    const send = (facts: object) => editor.connection.sendNotification(RECORD_STEPS.method, { uri: URI, ...facts });
    await send({ steps: [], reportedReasoningTokens: 1234 });
    expect((await editor.lensTitles(URI))[3]?.[0]).toMatch(/ tok \(o200k_base\) · 1,234 reported · /);
    expect(await hoverAt(REASONING_LINE)).toMatch(
      /^The provider reported 1,234 reasoning tokens; the text here has \d+ tok/,
    );
    await send({ steps: [], reportedReasoningTokens: 'many' });
    expect((await editor.lensTitles(URI))[3]?.[0]).not.toContain('reported');
    expect(await hoverAt(REASONING_LINE)).not.toContain('provider');
  });

  it('say on the header of the reasoning how efficient the trace is, and its file as far as it is known', async () => {
    const { efficiency } = await analysisOf(TEXT);
    if (!efficiency) throw new Error('no efficiency');
    editor.open(URI, TEXT);
    expect((await hoverAt(REASONING_LINE)).split('\n')).toEqual([
      efficiencyText(efficiency),
      ...efficiencyMeaning(false),
      fileEfficiencyText({ ...efficiency, traces: 1, seen: 1 }),
    ]);
    const other = URI.replace('record=1', 'record=2');
    editor.open(other, '━━━ Question ━━━\nWhy?\n\n━━━ Reasoning · paragraphs ━━━\nLet us think about it.\n');
    await editor.lenses(other);
    expect(await hoverAt(REASONING_LINE)).toContain('mean of 1 of 2 traces analysed so far');
    editor.change(URI, TEXT.replace('Tom', 'Ann'));
    await editor.diagnostics(URI);
    const isSecond = ({ method, params }: { readonly method: string; readonly params: unknown }) =>
      method === TRACE_SUMMARY.method && (params as TraceSummary).version === 2;
    await editor.until(() => editor.notifications.some(isSecond));
    const summary = editor.notifications.find(isSecond)?.params;
    expect(summary).toMatchObject({ efficiency, fileEfficiency: { ...efficiency, traces: 1, seen: 2 } });
  });

  it('count the records that a corpus shows, once each, and forget them when it changes', async () => {
    const corpus = 'file:///data/runs.jsonl';
    const record = JSON.stringify({ question: 'What is 2 + 3 + 4?', answer: '2 + 3 = 5\n5 + 4 = 9\n#### 9' });
    editor.open(corpus, `${record}\n${record}\n${record}\n`, 'jsonl');
    await editor.lenses(corpus);
    editor.open(URI, TEXT);
    expect(await hoverAt(REASONING_LINE)).toContain('mean of 3 of 3 traces');
    editor.change(corpus, `${record}\n${record}\n`);
    await editor.lenses(corpus);
    expect(await hoverAt(REASONING_LINE)).toContain('mean of 2 of 2 traces');
  });

  it('name the entropy of each step that was logged, with units and as a lower bound', async () => {
    editor.open(URI, TEXT);
    expect(await surprisals(STEP_LINES)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    await sendEntropies();
    expect(await surprisals(STEP_LINES)).toEqual(['1', undefined, '3', '4', '5']);
    for (const line of entropyLines(entropy(1))) expect(await hoverAt(4)).toContain(line);
    expect(await hoverAt(4)).toContain('3.20 nats, at least');
  });

  it('keep the entropy of steps that stay as they are through edits, and of equal ones each its own', async () => {
    editor.open(URI, TEXT);
    await sendEntropies();
    // The first of two equal steps goes, and a later one is written anew.
    editor.change(
      URI,
      TEXT.replace('There are 3 boxes with 4 pens each, so 3 * 4 = 12 pens.\n\n', '').replace('Together', 'So'),
    );
    expect(await surprisals([4, 6, 8, 10])).toEqual([undefined, '3', undefined, '5']);
    editor.change(URI, TEXT);
    expect(await surprisals(STEP_LINES)).toEqual(['1', undefined, '3', '4', '5']);
  });

  it('stand in inlay hints and in the reply to our own request, too', async () => {
    const other = await startEditor({ settings: { inlayTokens: 'step' } });
    editor = other;
    editor.open(URI, TEXT);
    await sendEntropies();
    const range = { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } };
    const hints = await editor.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri: URI }, range });
    expect(hints.map(({ tooltip }) => String(tooltip).includes('Surprisal'))).toEqual([true, false, true, true, true]);
    const reply = await editor.request<AnalysisReply>(ANALYZE.method, { kind: 'document', uri: URI });
    expect(reply.analysis.steps.map((step) => step.entropy?.surprisal)).toEqual([1, undefined, 3, 4, 5]);
    expect(reply.fileEfficiency).toMatchObject({ traces: 1, seen: 1 });
  });

  it('name who wrote a step in lens, hover and outline, also after an edit, and what each agent costs on the header', async () => {
    editor.open(URI, TEXT);
    const { reasoning, steps } = parseDocument(TEXT);
    const speakers = ['Planner', 'Searcher', 'Planner', 'Searcher', 'Planner'];
    await editor.connection.sendNotification(RECORD_STEPS.method, {
      uri: URI,
      steps: steps.map(({ start, end }, index) => ({
        hash: stepHash(reasoning.slice(start, end)),
        entropy: null,
        speaker: speakers[index],
      })),
    });
    expect(await hoverAt(4)).toContain('Step 1 of 5 by Planner · ');
    const header = await hoverAt(REASONING_LINE);
    expect(header).toMatch(/Planner: 3 turns, 3 steps \(1\.0 a turn\), [\d,]+ tokens \([\d.]+ %/);
    expect(header).toContain('Searcher: 2 turns, 2 steps');
    const titles = (await editor.lenses(URI)).map(({ command }) => command?.title ?? '');
    expect(titles.filter((title) => /^Step \d · (?:Planner|Searcher) · /.test(title))).toHaveLength(5);
    const outline = await editor.request<{ name: string; children?: { name: string }[] }[]>(
      'textDocument/documentSymbol',
      { textDocument: { uri: URI } },
    );
    const names = outline.flatMap(({ children }) => children ?? []).map(({ name }) => name);
    expect(names.filter((name) => /^\d (?:Planner|Searcher) /.test(name))).toHaveLength(5);
    editor.change(URI, TEXT.replace(reasoning.slice(steps[1]?.start, (steps[1]?.start ?? 0) + 4), 'Now '));
    const after = (await editor.lenses(URI)).map(({ command }) => command?.title ?? '');
    expect(after.filter((title) => /^Step 2 · Searcher · /.test(title))).toHaveLength(1);
  });

  it('take no harm from messages that are not as they should be', async () => {
    editor.open(URI, TEXT);
    const send = (params: unknown) => editor.connection.sendNotification(RECORD_STEPS.method, params as object);
    await send({ uri: URI, steps: [null, 3, { hash: 5, entropy: { tokens: 'x' } }, { hash: 'a', entropy: [] }] });
    await send({ uri: 4, steps: {} });
    await send({});
    expect(await hoverAt(4)).toContain('Step 1 of 5');
  });
});

describe('reading aids of a trace document', () => {
  const textDocument = { uri: URI };

  it('tell on hover what is known of a step, as plain text', async () => {
    const analysis = await analysisOf(TEXT);
    editor.open(URI, TEXT);
    const hover = await editor.request<{ contents: { kind: string; value: string } }>('textDocument/hover', {
      textDocument,
      position: { line: REPEAT_LINE, character: 10 },
    });
    expect(hover.contents.kind).toBe('plaintext');
    expect(hover.contents.value).toContain(`Step 3 of 5 · ${analysis.steps[2]?.kind}`);
    expect(hover.contents.value).toMatch(/• exact repeat \(evidence [01]\.\d\d\): /);
    const first = await editor.request<{ contents: { value: string } }>('textDocument/hover', {
      textDocument,
      position: { line: 4, character: 10 },
    });
    for (const give of analysis.steps[0]?.gives ?? [])
      expect(first.contents.value).toContain(`Gives ${give.value} to step`);
  });

  it('explain marks and escapes on hover', async () => {
    editor.open(URI, TEXT.replace('Together', '␛{0007}Together'));
    const at = (line: number, character: number) =>
      editor.request<{ contents: { value: string } }>('textDocument/hover', {
        textDocument,
        position: { line, character },
      });
    expect((await at(12, 0)).contents.value).toMatch(/no line break before it/);
    expect((await at(10, 3)).contents.value).toMatch(/U\+0007/);
  });

  it('show nothing on hover outside of steps', async () => {
    editor.open(URI, TEXT);
    expect(
      await editor.request('textDocument/hover', { textDocument, position: { line: 1, character: 3 } }),
    ).toBeNull();
  });

  it('outline sections and steps', async () => {
    const analysis = await analysisOf(TEXT);
    editor.open(URI, TEXT);
    const symbols = await editor.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument });
    expect(symbols.map((symbol) => symbol.name)).toEqual(['Question', 'Reasoning', 'Answer']);
    expect(symbols[1]?.children?.map((symbol) => symbol.name)).toEqual(
      analysis.steps.map((step) => `${step.index + 1} ${step.kind}`),
    );
    expect(symbols[1]?.children?.[1]?.detail).toContain(`${analysis.steps[1]?.tokens} tok`);
  });

  it('fold sections and steps of several lines', async () => {
    editor.open(URI, TEXT);
    const folds = await editor.request<FoldingRange[]>('textDocument/foldingRange', { textDocument });
    expect(folds).toEqual([
      { startLine: 0, endLine: 1, kind: 'region' },
      { startLine: 3, endLine: 12, kind: 'region' },
      { startLine: 14, endLine: 15, kind: 'region' },
      { startLine: 10, endLine: 11 },
    ]);
  });

  it('count tokens inside the text, when the setting asks for it', async () => {
    const analysis = await analysisOf(TEXT);
    const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    const hints = async (inlayTokens: string) => {
      const each = await startEditor({ settings: { inlayTokens } });
      each.open(URI, TEXT);
      return each.request<{ position: { line: number }; label: string }[]>('textDocument/inlayHint', {
        textDocument,
        range,
      });
    };
    expect(await hints('off')).toEqual([]);
    expect((await hints('step')).map((hint) => hint.label)).toEqual(analysis.steps.map((step) => `${step.tokens} tok`));
    expect((await hints('line')).map((hint) => hint.position.line)).toEqual([4, 6, 8, 10, 11, 12]);
  });

  it('colour headers, marks, escapes, numbers, formulas and answers', async () => {
    const text = '━━━ Reasoning · paragraphs ━━━\nSo $x+1$ is 3,000.5␛␛.\n↪ Thus \\boxed{4}\n';
    editor.open(URI, text);
    const { data } = await editor.request<{ data: number[] }>('textDocument/semanticTokens/full', { textDocument });
    const lines = text.split('\n');
    const types = ['header', 'mark', 'escape', 'number', 'formula', 'answer'];
    let line = 0;
    let character = 0;
    const seen: string[] = [];
    for (let at = 0; at < data.length; at += 5) {
      const [lineDelta = 0, startDelta = 0, length = 0, type = 0] = data.slice(at, at + 4);
      line += lineDelta;
      character = lineDelta > 0 ? startDelta : character + startDelta;
      seen.push(`${types[type]}: ${lines[line]?.slice(character, character + length)}`);
    }
    expect(seen).toEqual([
      'header: ━━━ Reasoning · paragraphs ━━━',
      'formula: $x+1$',
      'number: 3,000.5',
      'escape: ␛␛',
      'mark: ↪',
      'answer: \\boxed{4}',
    ]);
  });
});
