import { beforeEach, describe, expect, it } from 'vitest';
import type { DocumentSymbol, Hover } from 'vscode-languageserver';
import { parseDocument } from '../../src/core/document/parse.ts';
import { stepHash } from '../../src/core/document/step-hash.ts';
import { STEP_LABELS } from '../../src/protocol/lsp.ts';
import { type Editor, startEditor } from './harness.ts';

const URI = 'cot-trace:/data/runs.jsonl/runs-1.cot?corpus=file%3A%2F%2F%2Fdata%2Fruns.jsonl&record=1&trace=0';
const TEXT = `━━━ Reasoning · paragraphs ━━━
There are 3 boxes with 4 pens each, so 3 * 4 = 12 pens.

He buys 5 more, which are new pens.

Together these are 12 + 5 = 17 pens.
`;

let editor: Editor;
beforeEach(async () => {
  editor = await startEditor();
});

async function send(texts: readonly (string | null)[], labelling: boolean): Promise<void> {
  const { reasoning, steps } = parseDocument(TEXT);
  const labels = steps.map(({ start, end }, index) => {
    return { hash: stepHash(reasoning.slice(start, end)), text: texts[index] ?? null };
  });
  await editor.connection.sendNotification(STEP_LABELS.method, { uri: URI, labels, labelling });
}

async function outlineDetails(): Promise<readonly (string | undefined)[]> {
  const symbols = await editor.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri: URI } });
  return symbols[0]?.children?.map(({ detail }) => detail) ?? [];
}

describe('labels of steps', () => {
  it('stand in the outline and in the hover of their step', async () => {
    editor.open(URI, TEXT);
    await send([null, 'skip +1'], false);
    expect((await outlineDetails()).map((detail) => detail?.startsWith('skip +1 · '))).toEqual([false, true, false]);
    const hover = await editor.request<Hover & { contents: { value: string } }>('textDocument/hover', {
      textDocument: { uri: URI },
      position: { line: 3, character: 2 },
    });
    expect(hover.contents.value).toContain('\nLabelled: skip +1');
  });

  it('follow their step when one before it is removed, and leave a step that was changed', async () => {
    const [head, first, , second, , third] = TEXT.split('\n');
    await send(['keep', 'skip', 'merge'], false);
    editor.open(URI, [head, second, '', third?.replace('17', '18'), ''].join('\n'));
    expect((await outlineDetails()).map((detail) => detail?.split(' · ')[0])).toEqual([
      'skip',
      expect.stringMatching(/tok$/),
    ]);
    expect(first).toContain('3 boxes');
  });

  it('are asked for by a lens of each step while a person is labelling, and only then', async () => {
    editor.open(URI, TEXT);
    const asked = async () =>
      (await editor.lenses(URI)).filter((lens) => lens.command?.command === 'cotLens.labelStep');
    expect(await asked()).toEqual([]);
    await send([], true);
    expect((await asked()).map((lens) => lens.command?.arguments)).toMatchObject([
      [{ step: 0 }],
      [{ step: 1 }],
      [{ step: 2 }],
    ]);
    await send([], false);
    expect(await asked()).toEqual([]);
  });

  it('are ignored where a message is no list of labels', async () => {
    editor.open(URI, TEXT);
    for (const params of [null, 3, { uri: URI, labels: 'x' }, { uri: URI, labels: [null, { hash: 4, text: 5 }] }]) {
      await editor.connection.sendNotification(STEP_LABELS.method, params as object);
    }
    expect((await outlineDetails()).length).toBe(3);
  });
});
