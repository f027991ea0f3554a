import { type Uri, workspace } from 'vscode';
import { isRestricted, uriOfSetting } from './setting-path.ts';

/**
 * The path of the `tokenizer.json` that the setting `cotLens.tokenizerFile` names for a file, empty when it names none.
 * In Restricted Mode a tokenizer inside the workspace does not count, whoever named it: patterns from it would run here.
 */
export function tokenizerFileOf(scope: Uri | undefined): string {
  const path = workspace
    .getConfiguration('cotLens', scope ?? null)
    .get('tokenizerFile', '')
    .trim();
  const uri = path === '' ? undefined : uriOfSetting(path, scope);
  return uri?.scheme === 'file' && !isRestricted(uri) ? uri.fsPath : '';
}
