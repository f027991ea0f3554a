import { commands, Uri, window, workspace } from 'vscode';
import type { Trace } from '../../core/model/trace.ts';
import { LANGUAGE_ID } from '../../protocol/names.ts';
import type { PresentTraces } from './present.ts';
import { renderTrace } from './read-trace.ts';
import { parseTraceUri, traceName } from './uris.ts';

/** A save that met a record which changed underneath. */
export interface Conflict {
  readonly uri: Uri;
  /** The document's unsaved text. */
  readonly text: string;
  readonly record: number;
  /** The trace as it stands in the file now; null when the record is gone. */
  readonly present: Trace | null;
  /** A person asked for the save (not auto save). */
  readonly manual: boolean;
}

export type ConflictChoice = 'overwrite' | 'nothing';

/** Asks what to do about a conflict and does it, but for the overwriting, which the caller does. */
export function conflictDialog(present: PresentTraces): (conflict: Conflict) => Promise<ConflictChoice> {
  return async (conflict) => {
    const ref = parseTraceUri(conflict.uri);
    const name = ref ? traceName(ref) : 'This trace';
    const what = conflict.present
      ? `${name}: the record changed in the file since you opened it.`
      : `${name}: the record is no longer in the file.`;
    const buttons = conflict.present ? ['Compare', 'Overwrite', 'Keep a Copy'] : ['Keep a Copy'];
    const detail =
      'Nothing was written. Compare shows both; Overwrite writes the sections that you changed over the present record; Keep a Copy saves your text elsewhere.';
    const answer = conflict.manual
      ? await window.showWarningMessage(what, { modal: true, detail }, ...buttons)
      : await window.showWarningMessage(`${what} It was not saved.`, ...buttons);
    if (answer === 'Overwrite') return 'overwrite';
    if (answer === 'Compare' && conflict.present && ref) {
      const left = present.show(ref, renderTrace(conflict.present, ref));
      await commands.executeCommand('vscode.diff', left, conflict.uri, `${name}: in the file ↔ yours`);
    }
    if (answer === 'Keep a Copy') await keepCopy(conflict, name);
    return 'nothing';
  };
}

async function keepCopy(conflict: Conflict, name: string): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.joinPath(Uri.file('/'), 'tmp');
  const target = await window.showSaveDialog({
    title: 'Keep a copy of the trace',
    defaultUri: Uri.joinPath(folder, `${name}.copy.cot`),
    filters: { 'Reasoning trace': ['cot'] },
  });
  if (target) {
    await workspace.fs.writeFile(target, new TextEncoder().encode(conflict.text));
    return;
  }
  const copy = await workspace.openTextDocument({ language: LANGUAGE_ID, content: conflict.text });
  await window.showTextDocument(copy, { preview: false });
}
