import { type QuickPickItem, Uri, window, workspace } from 'vscode';
import type { Services } from '../services.ts';

const TITLE = 'Export: Files to Export From';

/** `cotLens.export`: asks for the files where none are given, and then for the rest. */
export async function exportTraces(services: Services, given: readonly Uri[]): Promise<void> {
  const corpora = given.length > 0 ? given : await pickCorpora(services);
  if (corpora.length === 0) return;
  // With the exporters come the tokenizers and the analysis: they are read when somebody exports.
  const { exportCorpora } = await import('../export/wizard.ts');
  await exportCorpora(services, corpora);
}

/** `cotLens.exportAgain`: the last export of this workspace with the same answers, after consent. */
export async function exportTracesAgain(services: Services): Promise<void> {
  const { exportAgain } = await import('../export/wizard.ts');
  if (await exportAgain(services)) return;
  const answer = await services.notify.info('Nothing was exported from this workspace yet.', 'Export...');
  if (answer === 'Export...') await exportTraces(services, []);
}

async function pickCorpora({ tree, notify }: Services): Promise<readonly Uri[]> {
  const found = await tree.corpora();
  if (found.length === 0) {
    await notify.info('Open a folder or a file with traces (.jsonl) first.');
    return [];
  }
  const items: (QuickPickItem & { readonly uri: Uri })[] = found.map((uri) => ({
    label: uri.path.split('/').at(-1) ?? '',
    description: workspace.asRelativePath(Uri.joinPath(uri, '..')),
    uri,
  }));
  const options = { title: TITLE, canPickMany: true, matchOnDescription: true, ignoreFocusOut: true } as const;
  return ((await window.showQuickPick(items, options)) ?? []).map(({ uri }) => uri);
}
