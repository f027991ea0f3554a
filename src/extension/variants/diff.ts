import { commands, TabInputTextDiff, type Uri, window } from 'vscode';
import { traceName, traceUri } from '../trace-fs/uris.ts';
import { askedText, changeText } from './figures.ts';
import type { Variant } from './variants.ts';

/** Shows a variant beside its original in the editor's own diff. */
export async function showDiff(uri: Uri, { ref, row }: Variant): Promise<void> {
  const { before, after } = row.tokens;
  const figures = changeText({ tokens: row.tokens, ratio: before === 0 ? 1 : after / before });
  const title = `${traceName(ref)} ↔ ${row.strategy} (${figures}${askedText(row.options)})`;
  await commands.executeCommand('vscode.diff', traceUri(ref), uri, title, { preview: false });
}

/** Closes the diff of a variant, whether it was accepted or discarded. */
export async function closeDiff(uri: Uri): Promise<void> {
  const open = window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter((tab) => tab.input instanceof TabInputTextDiff && tab.input.modified.toString() === uri.toString());
  if (open.length > 0) await window.tabGroups.close(open);
}
