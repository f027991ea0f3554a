import {
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  Uri,
  workspace,
} from 'vscode';
import type { VariantRow } from '../../core/model/variant.ts';
import { parseTraceUri, type TraceRef, variantIdOf, variantUri } from '../trace-fs/uris.ts';

/** A compressed trace that is on show, stored or not. */
export interface Variant {
  /** Names it in its address; it stays when the variant is edited, while the row's id changes. */
  readonly key: string;
  readonly ref: TraceRef;
  readonly row: VariantRow;
  /** The trace document with the compressed reasoning, as made or as saved last. */
  readonly text: string;
}

/** What saving an edited variant comes to; rejects with what a person needs to know. */
export type StoreVariant = (variant: Variant, text: string) => Promise<Variant>;

/** The stored variant with that id as a document; undefined when the variants file has none. */
export type LoadVariant = (ref: TraceRef, id: string) => Promise<Variant | undefined>;

interface Held {
  readonly variant: Variant;
  readonly mtime: number;
}

/**
 * Compressed variants as documents under the scheme `cot-variant`: the right side of the diff, which a person may edit,
 * and whose save stores the variant. What is not stored yet is kept in the extension's folder, so that closing the window
 * loses no model's reply.
 */
export class Variants implements FileSystemProvider {
  readonly #folder: Uri;
  readonly #load: LoadVariant;
  readonly #held = new Map<string, Held>();
  readonly #changes = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changes.event;
  #store: StoreVariant = () => Promise.reject(FileSystemError.Unavailable('Nothing stores variants yet'));

  constructor(storage: Uri, load: LoadVariant) {
    this.#folder = Uri.joinPath(storage, 'variants');
    this.#load = load;
  }

  /** Says what a save does; set once, by the commands that know the variants file. */
  storeWith(store: StoreVariant): void {
    this.#store = store;
  }

  /** Shows a new variant; its address is given back. */
  async add(variant: Variant): Promise<Uri> {
    this.#held.set(variant.key, { variant, mtime: Date.now() });
    await workspace.fs.writeFile(this.#fileOf(variant.key), new TextEncoder().encode(JSON.stringify(plain(variant))));
    return variantUri(variant.ref, variant.row.strategy, variant.key);
  }

  /** The variant of an address: on show, left from an earlier window, or stored. Undefined when it was discarded. */
  async find(uri: Uri): Promise<Variant | undefined> {
    const key = variantIdOf(uri);
    const ref = parseTraceUri(uri);
    if (key === null || ref === null) return undefined;
    const known = this.#held.get(key)?.variant ?? (await this.#leftOver(key)) ?? (await this.#load(ref, key));
    if (known && !this.#held.has(key)) this.#held.set(key, { variant: known, mtime: Date.now() });
    return known;
  }

  /** Forgets a variant: it was stored or discarded. */
  async remove(key: string): Promise<void> {
    this.#held.delete(key);
    try {
      await workspace.fs.delete(this.#fileOf(key));
    } catch {
      // It was never left in the folder, or is gone already.
    }
  }

  watch() {
    return { dispose: () => undefined };
  }

  async stat(uri: Uri): Promise<FileStat> {
    if (!parseTraceUri(uri)) return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const { text } = await this.#present(uri);
    const mtime = this.#held.get(variantIdOf(uri) ?? '')?.mtime ?? 0;
    return { type: FileType.File, ctime: 0, mtime, size: new TextEncoder().encode(text).length };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return new TextEncoder().encode((await this.#present(uri)).text);
  }

  async writeFile(uri: Uri, content: Uint8Array): Promise<void> {
    const variant = await this.#present(uri);
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
    const stored = await this.#store(variant, text);
    const before = this.#held.get(variant.key)?.mtime ?? 0;
    this.#held.set(variant.key, { variant: { ...stored, text }, mtime: Math.max(Date.now(), before + 1) });
    this.#changes.fire([{ type: FileChangeType.Changed, uri }]);
  }

  readDirectory(): [string, FileType][] {
    return [];
  }

  createDirectory(): void {
    throw FileSystemError.NoPermissions('Variants have no folders');
  }

  delete(): void {
    throw FileSystemError.NoPermissions('Discard Variant takes a variant off');
  }

  rename(): void {
    throw FileSystemError.NoPermissions('A variant cannot be renamed');
  }

  async #present(uri: Uri): Promise<Variant> {
    const variant = await this.find(uri);
    if (!variant) throw FileSystemError.FileNotFound('This variant was discarded. Compress the trace again.');
    return variant;
  }

  #fileOf(key: string): Uri {
    return Uri.joinPath(this.#folder, `${encodeURIComponent(key)}.json`);
  }

  async #leftOver(key: string): Promise<Variant | undefined> {
    try {
      const bytes = await workspace.fs.readFile(this.#fileOf(key));
      // Written by `add` in an earlier window of this version; a damaged file counts as none.
      const { corpus, record, traceIndex, row, text } = JSON.parse(new TextDecoder().decode(bytes)) as PlainVariant;
      return { key, ref: { corpus: Uri.parse(corpus, true), record, traceIndex }, row, text };
    } catch {
      return undefined;
    }
  }
}

interface PlainVariant {
  readonly corpus: string;
  readonly record: number;
  readonly traceIndex: number;
  readonly row: VariantRow;
  readonly text: string;
}

function plain({ ref, row, text }: Variant): PlainVariant {
  return { corpus: ref.corpus.toString(), record: ref.record, traceIndex: ref.traceIndex, row, text };
}
