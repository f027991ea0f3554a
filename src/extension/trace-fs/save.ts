import { FileSystemError, TextDocumentSaveReason, type Uri, workspace } from 'vscode';
import { traceEdits } from '../../app/trace-edits.ts';
import { type BytePatch, planWriteBack, type WriteRefusal } from '../../app/write-back.ts';
import { parseDocument } from '../../core/document/parse.ts';
import type { ParsedDocument, SectionName } from '../../core/document/types.ts';
import type { Corpora, LoadedCorpus } from '../corpora.ts';
import type { Files } from '../files.ts';
import type { Conflict, ConflictChoice } from './conflict.ts';
import type { Shown } from './shown.ts';
import { parseTraceUri } from './uris.ts';

/** Saves the text of a trace document; resolves to the new base, rejects with what a person needs to know. */
export type SaveTrace = (base: Shown, text: string) => Promise<Omit<Shown, 'mtime'>>;

/** The guarded save: only the changed strings of the record are written, and never over a record that changed unseen. */
export class GuardedSave {
  readonly #corpora: Corpora;
  readonly #files: Files;
  readonly #ask: (conflict: Conflict) => Promise<ConflictChoice>;
  readonly #manual = new Map<string, boolean>();

  constructor(corpora: Corpora, files: Files, ask: (conflict: Conflict) => Promise<ConflictChoice>) {
    this.#corpora = corpora;
    this.#files = files;
    this.#ask = ask;
  }

  /** Notes why the next save of a document happens: a dialog is shown only for one that a person asked for. */
  noteReason(uri: Uri, reason: TextDocumentSaveReason): void {
    this.#manual.set(uri.toString(), reason === TextDocumentSaveReason.Manual);
  }

  readonly save: SaveTrace = async (base, text) => {
    const document = parseDocument(text);
    const wanted = traceEdits(base.trace, document);
    if (!wanted.ok) throw FileSystemError.Unavailable(wanted.message);
    if (wanted.edits.length === 0) return { ...base, text };
    const corpusUri = this.#corpusOf(base);
    this.#refuseUnsavedCorpus(corpusUri);
    const loaded = await this.#corpora.reload(corpusUri);
    const plan = await planWriteBack(loaded.corpus, { number: base.record, hash: base.recordHash }, wanted.edits);
    if (plan.ok) return this.#write(base, text, loaded, plan.patch);
    return this.#conflict(base, text, document, loaded, plan.refusal, wanted.sections);
  };

  #corpusOf(base: Shown): Uri {
    const ref = parseTraceUri(base.uri);
    if (!ref) throw FileSystemError.Unavailable('This document belongs to no corpus');
    return ref.corpus;
  }

  #refuseUnsavedCorpus(corpus: Uri): void {
    const open = workspace.textDocuments.find((document) => document.uri.toString() === corpus.toString());
    if (!open?.isDirty) return;
    const name = corpus.path.split('/').at(-1) ?? '';
    throw FileSystemError.Unavailable(
      `${name} itself has unsaved changes in another editor. Save or revert it first, then save this trace.`,
    );
  }

  async #write(base: Shown, text: string, loaded: LoadedCorpus, patch: BytePatch): Promise<Omit<Shown, 'mtime'>> {
    const now = await this.#files.source(loaded.uri);
    if (now.version !== loaded.corpus.source.version) {
      throw FileSystemError.Unavailable(
        'The corpus file is being changed by another program. Nothing was written; save again.',
      );
    }
    await this.#files.replaceBytes(loaded.uri, patch);
    const entry = await (await this.#corpora.reload(loaded.uri)).find(patch.recordNumber);
    const trace = entry?.traces[base.trace.index];
    if (!entry || !trace)
      throw FileSystemError.Unavailable(
        'The trace was written, but the reader no longer finds it in its record. Undo and save again.',
      );
    this.#corpora.invalidate(loaded.uri);
    return { uri: base.uri, text, trace, record: entry.record.number, recordHash: entry.hash };
  }

  async #conflict(
    base: Shown,
    text: string,
    document: ParsedDocument,
    loaded: LoadedCorpus,
    refusal: WriteRefusal,
    sections: ReadonlySet<SectionName>,
  ): Promise<Omit<Shown, 'mtime'>> {
    if (refusal.kind === 'read-only') throw FileSystemError.NoPermissions(`Nothing was written. ${refusal.reason}`);
    if (refusal.kind === 'not-utf8')
      throw FileSystemError.Unavailable(
        'The record holds bytes that are not UTF-8, so it cannot be written back without losing them. Nothing was written.',
      );
    const entry = await loaded.find(base.record);
    const trace = entry?.traces[base.trace.index] ?? null;
    const manual = this.#manual.get(base.uri.toString()) ?? true;
    const choice = await this.#ask({
      uri: base.uri,
      text,
      record: base.record,
      present: refusal.kind === 'gone' ? null : trace,
      manual,
    });
    if (choice !== 'overwrite' || !entry || !trace) {
      throw FileSystemError.Unavailable(
        'The record changed in the file since this trace was opened. Nothing was written, and your text is still here.',
      );
    }
    const again = traceEdits(trace, document, sections);
    if (!again.ok) throw FileSystemError.Unavailable(again.message);
    const plan = await planWriteBack(loaded.corpus, { number: entry.record.number, hash: entry.hash }, again.edits);
    if (!plan.ok) throw FileSystemError.Unavailable('The record changed once more. Nothing was written; save again.');
    return this.#write(base, text, loaded, plan.patch);
  }
}
