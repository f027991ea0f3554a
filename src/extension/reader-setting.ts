import { ConfigurationTarget, type Uri, workspace } from 'vscode';
import type { ReaderWish } from '../app/open-corpus.ts';
import { readers } from '../core/readers/registry.ts';
import { fileReaderFor } from '../protocol/file-readers.ts';
import { parseSettings } from '../protocol/settings.ts';

const KEY = 'fileReaders';

/** The reader that the setting `cotLens.fileReaders` names for a file; empty when it names none. */
export function readerWishFor(corpus: Uri): ReaderWish {
  const raw = { fileReaders: workspace.getConfiguration('cotLens', corpus).get(KEY) };
  const known = { tokenizers: [], segmenters: [], passes: [], readers: readers.map((reader) => reader.id) };
  const found = fileReaderFor(corpus.path, parseSettings(raw, known).settings.fileReaders);
  if (found === null) return {};
  return typeof found === 'string' ? { reader: found } : { mapping: found };
}

/**
 * Stores the reader of one file, or with undefined takes the choice back: in the workspace's settings when the file is
 * in the workspace, else in the user's.
 */
export async function saveReaderFor(
  corpus: Uri,
  value: string | Readonly<Record<string, string>> | undefined,
): Promise<void> {
  const inWorkspace = workspace.getWorkspaceFolder(corpus) !== undefined;
  const target = inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  const settings = workspace.getConfiguration('cotLens', corpus);
  const own = settings.inspect<Record<string, unknown>>(KEY);
  const before = (inWorkspace ? own?.workspaceValue : own?.globalValue) ?? {};
  const glob = inWorkspace ? workspace.asRelativePath(corpus, false) : corpus.path;
  const { [glob]: _replaced, ...others } = before;
  await settings.update(KEY, value === undefined ? others : { [glob]: value, ...others }, target);
}
