import { Position, Range, Selection, TextEditorRevealType, Uri, window } from 'vscode';
import type { RecordRef } from '../../protocol/commands.ts';
import type { Corpora, LoadedRecord } from '../corpora.ts';
import { parseTraceUri, type TraceRef, traceUri } from '../trace-fs/uris.ts';
import type { TraceNode } from '../views/trace-tree.ts';
import { activeFile } from './meant.ts';

/** What the open and compress commands may be called with: a lens, a node of the view, a file of the explorer, nothing. */
export type TraceArgument = RecordRef | TraceNode | Uri | undefined;

/** Opens a trace document and shows it. */
export async function showTrace(ref: TraceRef): Promise<void> {
  await window.showTextDocument(traceUri(ref), { preview: true });
}

/**
 * Finds out which trace is meant: the lens' record, the node, the active trace document, or the record at the cursor of
 * the active corpus; asks when a record holds several or a file was named. Undefined when there is none or it was left.
 */
export async function resolveTrace(corpora: Corpora, argument: TraceArgument): Promise<TraceRef | undefined> {
  if (argument instanceof Uri) return parseTraceUri(argument) ?? corpusArgument(corpora, argument);
  if (argument && 'kind' in argument) return argument.kind === 'trace' ? argument.ref : undefined;
  if (argument && 'record' in argument) {
    const corpus = Uri.parse(argument.uri);
    if (argument.traceIndex !== undefined) return { corpus, record: argument.record, traceIndex: argument.traceIndex };
    return pickTrace(corpus, await (await corpora.get(corpus)).find(argument.record));
  }
  const active = activeFile();
  if (!active) return undefined;
  return parseTraceUri(active) ?? corpusArgument(corpora, active);
}

async function corpusArgument(corpora: Corpora, uri: Uri): Promise<TraceRef | undefined> {
  const corpus = await corpora.get(uri);
  const editor = window.activeTextEditor;
  if (editor?.document.uri.toString() === uri.toString()) {
    const here = await corpus.atLine(editor.selection.active.line + 1);
    if (here) return pickTrace(uri, here);
  }
  return corpus.count === 1 ? pickTrace(uri, await corpus.read(0)) : firstTrace(corpora, uri);
}

async function firstTrace(corpora: Corpora, uri: Uri): Promise<TraceRef | undefined> {
  const corpus = await corpora.get(uri);
  for (let position = 0; position < corpus.count; position += 1) {
    const read = await corpus.read(position);
    if (read.traces.length > 0) return { corpus: uri, record: read.record.number, traceIndex: 0 };
  }
  return undefined;
}

/** The trace of a record; asks when it holds several. */
export async function pickTrace(corpus: Uri, read: LoadedRecord | undefined): Promise<TraceRef | undefined> {
  if (!read || read.traces.length === 0) return undefined;
  const made = (traceIndex: number): TraceRef => ({ corpus, record: read.record.number, traceIndex });
  if (read.traces.length === 1) return made(0);
  const items = read.traces.map((trace) => ({
    label: trace.label ?? `Trace ${trace.index + 1}`,
    description: trace.reasoning.text.replaceAll(/\s+/g, ' ').slice(0, 80),
    index: trace.index,
  }));
  const picked = await window.showQuickPick(items, { title: `Record ${read.record.number} holds several traces` });
  return picked && made(picked.index);
}

/** The trace after (or before) one, over record borders; undefined at the end of the corpus. */
export async function neighbourTrace(
  corpora: Corpora,
  from: TraceRef,
  direction: 1 | -1,
): Promise<TraceRef | undefined> {
  const corpus = await corpora.get(from.corpus);
  const here = await corpus.find(from.record);
  if (!here) return undefined;
  const inside = from.traceIndex + direction;
  if (inside >= 0 && inside < here.traces.length) return { ...from, traceIndex: inside };
  for (let position = here.position + direction; position >= 0 && position < corpus.count; position += direction) {
    const read = await corpus.read(position);
    const count = read.traces.length;
    if (count > 0)
      return { corpus: from.corpus, record: read.record.number, traceIndex: direction === 1 ? 0 : count - 1 };
  }
  return undefined;
}

/** Shows the corpus file with the cursor on a trace's record. */
export async function showRecord(corpora: Corpora, ref: TraceRef): Promise<void> {
  const read = await (await corpora.get(ref.corpus)).find(ref.record);
  const editor = await window.showTextDocument(ref.corpus, { preview: false });
  const start = new Position((read?.record.line ?? 1) - 1, 0);
  editor.selection = new Selection(start, start);
  editor.revealRange(new Range(start, start), TextEditorRevealType.InCenter);
}

/** Asks for a record of the corpus by number or question and opens it. */
export async function goToTrace(corpora: Corpora, corpus: Uri): Promise<TraceRef | undefined> {
  const loaded = await corpora.get(corpus);
  const answer = await window.showInputBox({
    title: 'Go to Trace',
    prompt: `Record number (the file has ${loaded.count} records)`,
    validateInput: (text) => (/^\d+$/.test(text.trim()) ? undefined : 'A record number'),
  });
  if (answer === undefined) return undefined;
  return pickTrace(corpus, await loaded.find(Number(answer)));
}
