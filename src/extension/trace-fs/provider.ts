import {
  type Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  type TextDocument,
  type Uri,
  workspace,
} from 'vscode';
import type { Corpora } from '../corpora.ts';
import { readTrace } from './read-trace.ts';
import type { SaveTrace } from './save.ts';
import type { Shown } from './shown.ts';
import { parseTraceUri } from './uris.ts';

/**
 * One document per trace under the scheme `cot-trace`. Reading renders the trace from its record; writing hands the text
 * to the guarded save. A document with unsaved changes keeps its base until it is saved or reverted, so that a change
 * underneath is seen at the save and never overwritten unasked.
 */
export class TraceFileSystem implements FileSystemProvider {
  readonly #corpora: Corpora;
  readonly #save: SaveTrace;
  readonly #shown = new Map<string, Shown>();
  readonly #readWhileDirty = new Map<string, Shown>();
  readonly #changes = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changes.event;

  constructor(corpora: Corpora, save: SaveTrace) {
    this.#corpora = corpora;
    this.#save = save;
    corpora.onDidChange((corpus) => this.#corpusChanged(corpus));
  }

  /** What the document showed last, or undefined when it was never read. */
  shown(uri: Uri): Shown | undefined {
    return this.#shown.get(uri.toString());
  }

  watch(): Disposable {
    return { dispose: () => undefined };
  }

  async stat(uri: Uri): Promise<FileStat> {
    if (!parseTraceUri(uri)) return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const shown = this.#shown.get(uri.toString()) ?? (await this.#load(uri));
    return { type: FileType.File, ctime: 0, mtime: shown.mtime, size: Buffer.byteLength(shown.text) };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const shown = await this.#load(uri);
    return new TextEncoder().encode(shown.text);
  }

  async writeFile(uri: Uri, content: Uint8Array): Promise<void> {
    // After a reload the editor brings back unsaved text without reading the file. It has compared the times of its copy
    // and of the file by now, so that the present record is the right base.
    const base = this.#shown.get(uri.toString()) ?? (await this.#load(uri));
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
    const saved = await this.#save(base, text);
    this.#remember({ ...saved, mtime: Math.max(Date.now(), base.mtime + 1) });
    this.#changes.fire([{ type: FileChangeType.Changed, uri }]);
  }

  readDirectory(): [string, FileType][] {
    return [];
  }

  createDirectory(): void {
    throw FileSystemError.NoPermissions('Trace documents have no folders');
  }

  delete(): void {
    throw FileSystemError.NoPermissions('A trace is not deleted here; remove its line from the corpus file');
  }

  rename(): void {
    throw FileSystemError.NoPermissions('A trace document cannot be renamed');
  }

  /** Renders the document again (settings or reader changed) unless it has unsaved changes. */
  refreshAll(): void {
    for (const shown of [...this.#shown.values()]) void this.#refresh(shown);
  }

  /**
   * The document's text is again what was read while it had unsaved changes: it was reverted, so that reading is its base
   * from now on.
   */
  adopt(document: TextDocument): void {
    const key = document.uri.toString();
    const read = this.#readWhileDirty.get(key);
    if (!read || read.text !== document.getText()) return;
    this.#readWhileDirty.delete(key);
    // The editor has noted the time that `stat` gave while reading; another one would look like a change to it.
    this.#remember({ ...read, mtime: this.#shown.get(key)?.mtime ?? read.mtime });
  }

  async #load(uri: Uri): Promise<Shown> {
    const ref = parseTraceUri(uri);
    if (!ref) throw FileSystemError.FileNotFound(uri);
    const { text, trace, entry } = await readTrace(this.#corpora, ref);
    const before = this.#shown.get(uri.toString());
    // The corpus' own time at first, so that a reload of the window sees whether the file changed in the meantime.
    const mtime = before ? timeOfChange(before, text) : (await workspace.fs.stat(ref.corpus)).mtime;
    const read = { uri, text, trace, record: entry.record.number, recordHash: entry.hash, mtime };
    if (!before || !openDocument(uri)?.isDirty) return this.#remember(read);
    // Read for a comparison or a revert: unsaved changes keep the base that they were made on.
    this.#readWhileDirty.set(uri.toString(), read);
    return read;
  }

  #remember(shown: Shown): Shown {
    this.#shown.set(shown.uri.toString(), shown);
    return shown;
  }

  #corpusChanged(corpus: Uri): void {
    for (const shown of [...this.#shown.values()]) {
      if (parseTraceUri(shown.uri)?.corpus.toString() === corpus.toString()) void this.#refresh(shown);
    }
  }

  async #refresh(shown: Shown): Promise<void> {
    const document = openDocument(shown.uri);
    if (!document) {
      this.#shown.delete(shown.uri.toString());
      return;
    }
    if (document.isDirty) return;
    try {
      const now = await this.#load(shown.uri);
      if (now.mtime !== shown.mtime) this.#changes.fire([{ type: FileChangeType.Changed, uri: shown.uri }]);
    } catch {
      // The record is gone: the document stays open as it was, and saving it will say so.
    }
  }
}

function timeOfChange(before: Shown, text: string): number {
  return before.text === text ? before.mtime : Math.max(Date.now(), before.mtime + 1);
}

function openDocument(uri: Uri): TextDocument | undefined {
  return workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
}
