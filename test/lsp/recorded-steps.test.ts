import { beforeEach, describe, expect, it } from 'vitest';
import { DiagnosticSeverity, type DocumentSymbol, type Hover } from 'vscode-languageserver';
import { parseDocument } from '../../src/core/document/parse.ts';
import { stepHash } from '../../src/core/document/step-hash.ts';
import type { RecordedStep } from '../../src/core/model/recorded-step.ts';
import { RECORD_STEPS } from '../../src/protocol/lsp.ts';
import { type Editor, startEditor } from './harness.ts';

const URI = 'cot-trace:/data/runs.jsonl/runs-1.cot?corpus=file%3A%2F%2F%2Fdata%2Fruns.jsonl&record=1&trace=0';
const TEXT = `━━━ Reasoning · paragraphs ━━━
There are 3 boxes with 4 pens each, so 3 * 4 = 12 pens.

He buys 5 more, which are new pens.

Together these are 12 + 5 = 18 pens.
`;
const WRONG: RecordedStep = {
  label: '-1, wrong (PRM800K)',
  isWrong: true,
  alternatives: [
    { text: 'Together these are\n12 + 5 = 17 pens.', label: '1, right (PRM800K)' },
    { text: ' ', label: null },
  ],
};
const RIGHT: RecordedStep = { label: '1, right (PRM800K)', isWrong: false, alternatives: [] };

let editor: Editor;
beforeEach(async () => {
  editor = await startEditor();
});

async function send(said: readonly unknown[]): Promise<void> {
  const { reasoning, steps } = parseDocument(TEXT);
  await editor.connection.sendNotification(RECORD_STEPS.method, {
    uri: URI,
    steps: steps.map(({ start, end }, index) => {
      return { hash: stepHash(reasoning.slice(start, end)), entropy: null, recorded: said[index] };
    }),
  });
}

async function outline(): Promise<readonly DocumentSymbol[]> {
  const symbols = await editor.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri: URI } });
  return symbols[0]?.children ?? [];
}

async function hoverAt(line: number): Promise<string> {
  const hover = await editor.request<Hover & { contents: { value: string } }>('textDocument/hover', {
    textDocument: { uri: URI },
    position: { line, character: 2 },
  });
  return hover.contents.value;
}

const wrong = async () => (await editor.diagnostics(URI)).filter(({ code }) => code === 'recorded-wrong');

describe('what a record says of its steps', () => {
  it('stands in the outline, other candidates below their step', async () => {
    editor.open(URI, TEXT);
    await send([RIGHT, undefined, WRONG]);
    const steps = await outline();
    expect(steps.map(({ detail }) => detail?.split(' · ')[0])).toEqual([
      '1, right (PRM800K)',
      expect.stringMatching(/tok$/),
      '-1, wrong (PRM800K)',
    ]);
    const end = { line: 5, character: 36 };
    expect(steps[2]?.children?.map(({ range }) => range)).toEqual([
      { start: end, end },
      { start: end, end },
    ]);
    expect(steps.map(({ children }) => children?.map(({ detail, name }) => [name, detail]))).toEqual([
      undefined,
      undefined,
      [
        ['1. Together these are 12 + 5 = 17 pens.', '1, right (PRM800K)'],
        ['2. (empty)', 'another candidate'],
      ],
    ]);
  });

  it('stands in the hover', async () => {
    editor.open(URI, TEXT);
    await send([RIGHT, undefined, WRONG]);
    expect(await hoverAt(1)).toContain('\nRecorded label: 1, right (PRM800K)');
    expect(await hoverAt(3)).not.toContain('ecord');
    expect(await hoverAt(5)).toContain(
      '\nRecorded label: -1, wrong (PRM800K)\nOther candidates in the record (2):\n• Together these are 12 + 5 = 17 pens. (1, right (PRM800K))\n• (empty)',
    );
  });

  it('names in the hover a few of many candidates, all are in the outline', async () => {
    const alternatives = Array.from({ length: 40 }, (_, i) => ({ text: `${i} ${'word '.repeat(100)}`, label: null }));
    editor.open(URI, TEXT);
    await send([{ label: null, isWrong: false, alternatives }]);
    const lines = (await hoverAt(1)).split('\n');
    expect(lines.filter((line) => line.startsWith('• ') && line.length <= 102)).toHaveLength(6);
    expect(lines.at(-1)).toBe('… and 34 more, in the outline');
    expect((await outline())[0]?.children).toHaveLength(40);
  });

  it('is marked as information where the record calls the step wrong, and only there', async () => {
    editor.open(URI, TEXT);
    await send([RIGHT, undefined, WRONG]);
    await editor.until(
      () => editor.published.get(URI)?.diagnostics.some(({ code }) => code === 'recorded-wrong') === true,
    );
    expect(await wrong()).toMatchObject([
      {
        severity: DiagnosticSeverity.Information,
        message: 'The record calls step 3 wrong: -1, wrong (PRM800K).',
        range: { start: { line: 5, character: 0 } },
      },
    ]);
  });

  it('is not said of a step that was changed since', async () => {
    editor.open(URI, TEXT.replace('18', '17'));
    await send([RIGHT, undefined, WRONG]);
    expect(await wrong()).toEqual([]);
    expect((await outline()).map(({ detail }) => detail?.split(' · ')[0])).toEqual([
      '1, right (PRM800K)',
      expect.stringMatching(/tok$/),
      expect.stringMatching(/tok$/),
    ]);
  });

  it('is left out where a message is not as it has to be', async () => {
    editor.open(URI, TEXT);
    await send([7, { label: 5, isWrong: true, alternatives: 'x' }, { label: '', alternatives: [null, { text: 3 }] }]);
    expect(await wrong()).toEqual([]);
    expect((await outline()).every(({ children }) => children === undefined)).toBe(true);
  });
});
