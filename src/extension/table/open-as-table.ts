import { commands, type Disposable, type Uri, window } from 'vscode';
import { TABLE_EDITOR } from '../../protocol/names.ts';
import type { Services } from '../services.ts';
import { TableEditors } from './editor.ts';

/** Opens a file of records in the table, beside nothing else: the text editor stays the default. */
export async function openAsTable({ notify }: Services, corpus: Uri | undefined): Promise<void> {
  if (corpus) await commands.executeCommand('vscode.openWith', corpus, TABLE_EDITOR);
  else await notify.info('Open a file with traces (.jsonl) first, or choose it in the explorer.');
}

/** Makes the table an editor that files of records can be opened with. */
export function registerTable(services: Services): Disposable {
  const webviewOptions = { retainContextWhenHidden: true };
  return window.registerCustomEditorProvider(TABLE_EDITOR, new TableEditors(services), { webviewOptions });
}
