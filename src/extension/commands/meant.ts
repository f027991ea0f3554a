import { TabInputCustom, TabInputText, Uri, window, workspace } from 'vscode';
import { isCorpusPath } from '../../app/sources/containers.ts';
import { TABLE_EDITOR } from '../../protocol/names.ts';
import { parseTraceUri } from '../trace-fs/uris.ts';

// Which files a command is about: what it was called with, else what the person looks at.

/** The file of the active editor, or of the active tab where the editor shows no text: a table, or a file that is too large. */
export function activeFile(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  const ofTab = input instanceof TabInputCustom && input.viewType === TABLE_EDITOR ? input.uri : undefined;
  return ofTab ?? window.activeTextEditor?.document.uri ?? (input instanceof TabInputText ? input.uri : undefined);
}

/** The corpus that a command is about: a lens' file, a node of a view, an address, or the active file's; undefined without one. */
export function corpusOf(argument: unknown): Uri | undefined {
  const given = argument instanceof Uri ? argument : (addressIn(argument) ?? activeFile());
  if (!given) return undefined;
  return (
    parseTraceUri(given)?.corpus ?? (workspace.fs.isWritableFileSystem(given.scheme) === undefined ? undefined : given)
  );
}

/** The corpora of a selection, else the one that an argument or the active file is of; none where that is no corpus. */
export function corporaOf(argument: unknown, selected: unknown): readonly Uri[] {
  const chosen = Array.isArray(selected) ? selected.map(corpusOf).filter((uri) => uri !== undefined) : [];
  const one = corpusOf(argument);
  const all = chosen.length > 0 ? chosen : one ? [one] : [];
  return all.filter(({ path }) => isCorpusPath(path));
}

function addressIn(argument: unknown): Uri | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { uri, corpus, ref } = argument as { uri?: unknown; corpus?: unknown; ref?: { corpus?: unknown } };
  if (typeof uri === 'string') return Uri.parse(uri);
  if (corpus instanceof Uri) return corpus;
  return ref?.corpus instanceof Uri ? ref.corpus : undefined;
}
