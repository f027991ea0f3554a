import assert from 'node:assert/strict';
import { getEncoding } from 'js-tiktoken';
import { type CodeLens, commands, DiagnosticSeverity, languages, Uri, window, workspace } from 'vscode';
import { REPEATING, TestCorpus, until } from './support/corpus.ts';

describe('a corpus file', () => {
  let corpus: TestCorpus;
  let uri: Uri;

  before(async () => {
    corpus = new TestCorpus('raw.jsonl', [JSON.stringify(REPEATING), '{"question": "cut', JSON.stringify(REPEATING)]);
    uri = Uri.file(corpus.path);
    await window.showTextDocument(await workspace.openTextDocument(uri));
  });
  after(() => corpus.dispose());

  const lensesOf = async (line: number): Promise<string[]> => {
    const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
    return lenses.filter((lens) => lens.range.start.line === line).map((lens) => lens.command?.title ?? '');
  };

  it('has a lens per record with steps and the tokens that js-tiktoken counts', async () => {
    const tokens = getEncoding('o200k_base').encode(REPEATING.steps.join('\n')).length;
    const titles = await until('the lens of the third record', async () => {
      const found = await lensesOf(2);
      return found.some((title) => title.includes('tok')) && found;
    });
    assert.match(
      titles.find((title) => title.includes('steps')) ?? '',
      new RegExp(`^${REPEATING.steps.length} steps · ${tokens} tok · \\d+ % skippable$`),
    );
    for (const action of ['Open', 'Compress']) assert.ok(titles.includes(action), action);
  });

  it('says which reader it is read with, and why', async () => {
    assert.ok((await lensesOf(0)).some((title) => /^reader: step-list — \S+/.test(title)));
  });

  it('marks the broken line with its reason', async () => {
    const [problem, ...others] = await until('a problem', () => {
      const found = languages.getDiagnostics(uri).filter((each) => each.source === 'CoT Lens');
      return found.length > 0 && found;
    });
    assert.equal(others.length, 0);
    assert.equal(problem?.range.start.line, 1);
    assert.ok(problem.severity <= DiagnosticSeverity.Warning);
    assert.ok(problem.message.length > 10);
  });
});
