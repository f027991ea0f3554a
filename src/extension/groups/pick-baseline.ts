import { type QuickPickItem, type Uri, window, workspace } from 'vscode';
import { CORPUS_GLOB, isCorpusPath } from '../../app/sources/containers.ts';
import { baseName, folderOf } from '../export/draft.ts';

/** Files that are offered at most. */
const MOST_FILES = 500;

/** Asks for the corpus to compare with. Null: none any more; undefined when the choice was left. */
export async function pickBaseline(corpus: Uri, chosen: Uri | null): Promise<Uri | null | undefined> {
  const found = await workspace.findFiles(CORPUS_GLOB, undefined, MOST_FILES);
  const others = found
    .filter((uri) => isCorpusPath(uri.path) && uri.toString() !== corpus.toString())
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const files = others.map((uri) => ({
    label: baseName(uri),
    description: folderOf(uri),
    uri,
  }));
  const browse = { label: 'Another File...', description: '', uri: null, browses: true };
  const without = { label: 'No Baseline', description: '', uri: null, browses: false };
  const items: (QuickPickItem & { readonly uri: Uri | null; readonly browses?: boolean })[] = [
    ...files,
    browse,
    ...(chosen ? [without] : []),
  ];
  const picked = await window.showQuickPick(items, {
    title: 'Baseline: Samples of the Same Problems',
    placeHolder: 'E.g. of the model before training; AES compares accuracy and length with them',
    matchOnDescription: true,
  });
  if (picked?.browses !== true) return picked?.uri;
  const filters = { 'Reasoning traces': ['jsonl', 'ndjson', 'json', 'parquet', 'eval', 'gz', 'zst'] };
  return (await window.showOpenDialog({ title: 'Baseline', filters }))?.[0];
}
