import assert from 'node:assert/strict';
import { FileType, Range, WorkspaceEdit, workspace } from 'vscode';
import { REPEATING, TestCorpus } from './support/corpus.ts';

describe('the file system of traces', () => {
  let corpus: TestCorpus;
  const odd =
    '{ "id" : 7,  "question":"caf\\u00e9 \\/ 1.0e5?", "steps":["a = 1","b = a + 1 = 2"], "n": 1.50, "answer":"2" }';

  beforeEach(() => {
    corpus = new TestCorpus('fs.jsonl', [JSON.stringify(REPEATING), odd, JSON.stringify(REPEATING)]);
  });
  afterEach(() => corpus.dispose());

  it('shows a trace as a file with question, steps and answer', async () => {
    const uri = corpus.trace(1);
    assert.equal((await workspace.fs.stat(uri)).type, FileType.File);
    const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
    for (const part of [REPEATING.question, ...REPEATING.steps, REPEATING.answer]) assert.ok(text.includes(part), part);
  });

  it('writes a change into its string and leaves every other byte', async () => {
    const before = corpus.read();
    const document = await workspace.openTextDocument(corpus.trace(2));
    const at = document.getText().indexOf('b = a');
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(document.positionAt(at), document.positionAt(at + 1)), 'ö');
    assert.ok(await workspace.applyEdit(edit));
    assert.ok(await document.save());
    // The record writes non-ASCII characters as escapes, so the new one is written so too.
    assert.equal(corpus.read(), before.replace('"b = a + 1', '"\\u00f6 = a + 1'));
  });

  it('refuses a record that is not there, with the reason', async () => {
    await assert.rejects(Promise.resolve(workspace.fs.readFile(corpus.trace(9))), /no record 9/);
  });
});
