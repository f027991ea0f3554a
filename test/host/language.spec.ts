import assert from 'node:assert/strict';
import {
  type CodeAction,
  type CodeLens,
  commands,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentSymbol,
  type FoldingRange,
  type InlayHint,
  languages,
  Position,
  Range,
  type TextDocument,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { REPEATING, TestCorpus, until } from './support/corpus.ts';

const REPEAT = 2;

describe('a trace document', () => {
  let corpus: TestCorpus;
  let document: TextDocument;

  before(async () => {
    corpus = new TestCorpus('language.jsonl', [JSON.stringify(REPEATING)]);
    document = await workspace.openTextDocument(corpus.trace(1));
    await window.showTextDocument(document);
  });
  after(() => corpus.dispose());

  const lensTitles = async (): Promise<string[]> => {
    const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100);
    return lenses.map((lens) => lens.command?.title ?? '');
  };
  const repeatLine = () => document.positionAt(document.getText().lastIndexOf(REPEATING.steps[REPEAT] ?? '')).line;

  it('has a lens per step with its tokens', async () => {
    const titles = await until('four step lenses', async () => {
      const all = (await lensTitles()).filter((title) => /^Step \d+ · /.test(title));
      return all.length === REPEATING.steps.length && all;
    });
    for (const title of titles) assert.match(title, /^Step \d+ · [\w-]+ · \d+ tok · (<1|\d+) % · Σ \d+$/);
  });

  it('fades the repeat as unnecessary, as a hint that points to the first time', async () => {
    const found = await until('the finding', () =>
      languages.getDiagnostics(document.uri).find((each) => each.range.start.line === repeatLine()),
    );
    assert.equal(found.severity, DiagnosticSeverity.Hint);
    assert.deepEqual(found.tags, [DiagnosticTag.Unnecessary]);
    assert.equal(found.source, 'CoT Lens');
    assert.equal(found.relatedInformation?.[0]?.location.uri.toString(), document.uri.toString());
  });

  it('offers to drop, keep and merge the repeat', async () => {
    const range = new Range(new Position(repeatLine(), 0), new Position(repeatLine(), 5));
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
    );
    const titles = actions.map((action) => action.title).join('\n');
    for (const word of ['Drop', 'Keep', 'Merge']) assert.match(titles, new RegExp(word));
  });

  it('has an outline, folding and inlay counts when they are switched on', async () => {
    const symbols = await commands.executeCommand<DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const reasoning = symbols.find((symbol) => symbol.name === 'Reasoning');
    assert.equal(reasoning?.children.length, REPEATING.steps.length);
    const folds = await commands.executeCommand<FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri);
    assert.ok(folds.length >= 2, `${folds.length} folding ranges`);
    await workspace.getConfiguration('cotLens').update('inlayTokens', 'step', true);
    try {
      const all = new Range(document.positionAt(0), document.positionAt(document.getText().length));
      const hints = await until('inlay counts', async () => {
        const found = await commands.executeCommand<InlayHint[]>('vscode.executeInlayHintProvider', document.uri, all);
        return found.length > 0 && found;
      });
      assert.equal(hints.length, REPEATING.steps.length);
    } finally {
      await workspace.getConfiguration('cotLens').update('inlayTokens', undefined, true);
    }
  });
});

describe('a trace of 2,000 steps', () => {
  it('takes typing while it is analysed, and shows the lenses of the last state', async () => {
    const steps = Array.from({ length: 2000 }, (_, i) => `Box ${i} holds ${i + 3} + ${i + 5} = ${2 * i + 8} marbles.`);
    const corpus = new TestCorpus('long.jsonl', [JSON.stringify({ question: 'How many?', steps, answer: '1' })]);
    try {
      const document = await workspace.openTextDocument(corpus.trace(1));
      await window.showTextDocument(document);
      const typed = 'typed while it works';
      for (const letter of typed) {
        const edit = new WorkspaceEdit();
        edit.insert(document.uri, new Position(1, 0), letter);
        assert.ok(await workspace.applyEdit(edit));
      }
      assert.ok(document.lineAt(1).text.startsWith([...typed].reverse().join('')));
      await until('2,000 step lenses', async () => {
        const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 5);
        return lenses.length >= steps.length;
      });
    } finally {
      await corpus.dispose();
    }
  });
});
