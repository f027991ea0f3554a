import { type Disposable, EventEmitter, RelativePattern, Uri, workspace } from 'vscode';
import type { CorpusEntry } from '../../app/open-corpus.ts';
import { type Freshness, freshnessOf, openVariants, readVariants, variantsPath } from '../../app/variant-store.ts';
import type { VariantRow } from '../../core/model/variant.ts';
import type { Corpora } from '../corpora.ts';
import type { Files } from '../files.ts';
import { readTrace } from '../trace-fs/read-trace.ts';
import type { TraceRef } from '../trace-fs/uris.ts';
import { renderVariant } from './render-variant.ts';
import type { Variant } from './variants.ts';

/** A row of the variants file that is about a trace, and whether the record is still the one that it was made from. */
export interface StoredVariant {
  readonly row: VariantRow;
  readonly freshness: Freshness;
}

/** The rows of the variants files beside corpora, each file read once until it changes. */
export class StoredVariants implements Disposable {
  readonly #files: Files;
  readonly #read = new Map<string, Promise<readonly VariantRow[]>>();
  readonly #watchers = new Map<string, Disposable>();
  readonly #changed = new EventEmitter<Uri>();
  /** The variants of a corpus changed. */
  readonly onDidChange = this.#changed.event;

  constructor(files: Files) {
    this.#files = files;
  }

  dispose(): void {
    for (const watcher of this.#watchers.values()) watcher.dispose();
    this.#changed.dispose();
  }

  /** The stored variants of a corpus in the file's order; [] when there is no file or it cannot be read. */
  async of(corpus: Uri): Promise<readonly VariantRow[]> {
    const key = corpus.toString();
    const file = variantsUri(corpus);
    this.#watch(corpus, file);
    const rows = this.#read.get(key) ?? readVariants(this.#files.appendFile(file)).then((stored) => stored.rows);
    this.#read.set(key, rows);
    return rows.catch(() => []);
  }

  /** Appends a row to the variants file beside a corpus; false when the same row stands there already. */
  async add(corpus: Uri, row: VariantRow): Promise<boolean> {
    const log = await openVariants(this.#files.appendFile(variantsUri(corpus)));
    const added = await log.append(row);
    this.#forget(corpus);
    return added;
  }

  #forget(corpus: Uri): void {
    this.#read.delete(corpus.toString());
    this.#changed.fire(corpus);
  }

  #watch(corpus: Uri, file: Uri): void {
    const key = corpus.toString();
    if (this.#watchers.has(key)) return;
    const name = file.path.split('/').at(-1) ?? '';
    const pattern = new RelativePattern(Uri.joinPath(file, '..'), name.replaceAll(/[[\]{}*?]/g, '[$&]'));
    const watcher = workspace.createFileSystemWatcher(pattern);
    const changed = (): void => this.#forget(corpus);
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    watcher.onDidDelete(changed);
    this.#watchers.set(key, watcher);
  }
}

/** The variants file beside a corpus. */
export function variantsUri(corpus: Uri): Uri {
  return corpus.with({ path: variantsPath(corpus.path) });
}

/** Which of a corpus' variants are about a trace of a record. */
export function variantsOfTrace(
  rows: readonly VariantRow[],
  entry: CorpusEntry,
  traceIndex: number,
): readonly StoredVariant[] {
  return rows.flatMap((row) => {
    if (row.traceIndex !== traceIndex) return [];
    const freshness = freshnessOf(row, { number: entry.record.number, hash: entry.hash });
    return freshness === null ? [] : [{ row, freshness }];
  });
}

/** The stored variants of a trace, in the file's order. */
export async function storedVariants(
  corpora: Corpora,
  stored: StoredVariants,
  ref: TraceRef,
): Promise<readonly StoredVariant[]> {
  const { entry } = await readTrace(corpora, ref);
  return variantsOfTrace(await stored.of(ref.corpus), entry, ref.traceIndex);
}

/** The stored variant with that id as a document; undefined when the file has none. */
export async function loadStored(
  corpora: Corpora,
  stored: StoredVariants,
  ref: TraceRef,
  id: string,
): Promise<Variant | undefined> {
  const found = (await storedVariants(corpora, stored, ref)).find(({ row }) => row.id === id);
  return found && storedAsVariant(corpora, ref, found);
}

/** A stored variant as a document beside the trace as it is now; a plan of a changed record is not followed. */
export async function storedAsVariant(corpora: Corpora, ref: TraceRef, stored: StoredVariant): Promise<Variant> {
  const { row } = stored;
  const { text } = await readTrace(corpora, ref);
  const shown = stored.freshness === 'stale' ? { plan: null, text: row.text } : row;
  return { key: row.id, ref, row, text: renderVariant(text, shown) };
}
