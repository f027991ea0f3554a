import { type Disposable, EventEmitter, ProgressLocation, RelativePattern, Uri, window, workspace } from 'vscode';
import type { IndexKeeper, KeptIndex } from '../app/index/types.ts';
import { type Corpus, type CorpusEntry, openCorpus } from '../app/open-corpus.ts';
import type { OpenedFile } from '../app/sources/types.ts';
import type { Files } from './files.ts';
import { readerWishFor } from './reader-setting.ts';

/** A corpus that is open, with the few look-ups that the editor needs. */
export interface LoadedCorpus {
  readonly uri: Uri;
  readonly corpus: Corpus;
  readonly count: number;
  /** Rejects past the end. */
  read(position: number): Promise<CorpusEntry>;
  /** The record with that number; undefined when there is none. */
  find(number: number): Promise<CorpusEntry | undefined>;
  /** The record at a 1-based line, or the last one before it; undefined when there is none. */
  atLine(line: number): Promise<CorpusEntry | undefined>;
}

export type LoadedRecord = CorpusEntry;

/** A file that is being written would have its index written to the disk at every change. */
const STORE_EVERY_MS = 30_000;

/** The corpora that were opened, each indexed once until its file or its reader changes. */
export class Corpora implements Disposable {
  readonly #files: Files;
  readonly #tell: (message: string) => void;
  readonly #indexes = new Map<string, { readonly kept: KeptIndex; readonly stored: number }>();
  readonly #open = new Map<string, { readonly uri: Uri; loaded: Promise<LoadedCorpus> }>();
  readonly #watchers = new Map<string, Disposable>();
  readonly #changed = new EventEmitter<Uri>();
  /** A corpus' file or reader changed; what was read of it may be stale. */
  readonly onDidChange = this.#changed.event;

  /** `tell` shows a message: of a file that had to be unpacked. */
  constructor(files: Files, tell: (message: string) => void) {
    this.#files = files;
    this.#tell = tell;
  }

  dispose(): void {
    for (const watcher of this.#watchers.values()) watcher.dispose();
    this.#changed.dispose();
  }

  /** Addresses of the corpora opened so far. */
  opened(): readonly Uri[] {
    return [...this.#open.values()].map((entry) => entry.uri);
  }

  /** Opens a corpus, or gives the one that is open. Rejects when the file cannot be read. */
  async get(uri: Uri): Promise<LoadedCorpus> {
    const key = uri.toString();
    const entry = this.#open.get(key) ?? { uri, loaded: this.#load(uri) };
    this.#open.set(key, entry);
    this.#watch(uri);
    try {
      return await entry.loaded;
    } catch (error) {
      this.#open.delete(key);
      throw error;
    }
  }

  /** Reads the file again, now; used before a write, so that the guard sees the present state. */
  async reload(uri: Uri): Promise<LoadedCorpus> {
    this.#open.delete(uri.toString());
    return this.get(uri);
  }

  /** Forgets what was read of a corpus and tells the listeners. */
  invalidate(uri: Uri): void {
    this.#open.delete(uri.toString());
    this.#changed.fire(uri);
  }

  /** Forgets all, because settings changed. */
  invalidateAll(): void {
    for (const uri of this.opened()) this.invalidate(uri);
  }

  async #load(uri: Uri): Promise<LoadedCorpus> {
    const file = await this.#openFile(uri);
    const corpus = await openCorpus(file.source, readerWishFor(uri), undefined, this.#keeperFor(uri, file.keeper));
    const at = async (position: number) => (position < 0 ? undefined : corpus.entry(position));
    return {
      uri,
      corpus,
      count: corpus.count,
      read: async (position) => {
        const entry = await corpus.entry(position);
        if (!entry)
          throw new Error(`${uri.path} has ${corpus.count} records, so there is none at place ${position + 1}`);
        return entry;
      },
      find: (number) => at(corpus.positionOf(number)),
      atLine: (line) => at(corpus.positionAtLine(line)),
    };
  }

  async #openFile(uri: Uri): Promise<OpenedFile> {
    const name = uri.path.split('/').at(-1) ?? '';
    const file = await window.withProgress(
      { location: ProgressLocation.Window, title: `Opening ${name}` },
      (progress) =>
        this.#files.open(uri, {
          onProgress: (bytes) => progress.report({ message: `${(bytes / 1e6).toFixed(0)} MB unpacked` }),
        }),
    );
    if (typeof file === 'string') throw new Error(`${name}: ${file}.`);
    if (file.note !== null) this.#tell(`${name}: ${file.note}`);
    return file;
  }

  /** The last index is at hand while the editor runs, so that of a file that grows only the new bytes are read. */
  #keeperFor(uri: Uri, disk: IndexKeeper | undefined): IndexKeeper {
    const key = uri.toString();
    return {
      load: async () => this.#indexes.get(key)?.kept ?? (await disk?.load()) ?? null,
      store: async (kept) => {
        const last = this.#indexes.get(key)?.stored ?? 0;
        const isDue = Date.now() - last >= STORE_EVERY_MS;
        this.#indexes.set(key, { kept, stored: isDue ? Date.now() : last });
        if (isDue) await disk?.store(kept);
      },
    };
  }

  #watch(uri: Uri): void {
    if (this.#watchers.has(uri.toString())) return;
    const name = uri.path.split('/').at(-1) ?? '';
    const pattern = new RelativePattern(Uri.joinPath(uri, '..'), name.replaceAll(/[[\]{}*?]/g, '[$&]'));
    const watcher = workspace.createFileSystemWatcher(pattern);
    watcher.onDidChange(() => this.invalidate(uri));
    watcher.onDidCreate(() => this.invalidate(uri));
    watcher.onDidDelete(() => this.invalidate(uri));
    this.#watchers.set(uri.toString(), watcher);
  }
}
