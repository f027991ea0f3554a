import type { JsonValue } from '../../base/json.ts';
import { type Random, randomFor, shuffled } from '../../core/export/random.ts';
import type { FileFormat } from '../../core/export/types.ts';
import type { OutputFile, OutputFolder } from '../ports.ts';

/** Bytes that are gathered before they go to the disk. */
const GATHER = 1 << 20;
/** Bytes that one UTF-16 code unit takes at most. */
const UNIT_BYTES = 3;
/** Characters of rows that are shuffled in memory; more go to buckets on the disk first. */
const IN_MEMORY = 32 << 20;
const BUCKETS = 64;

/** A file of rows that is being written. */
export interface RowFile {
  readonly rows: number;
  readonly bytes: number;
  add(row: JsonValue): Promise<void>;
  /** Writes what is left and closes the file. */
  finish(): Promise<void>;
  /** Closes what is open, without caring for what was written. */
  abandon(): Promise<void>;
}

/** Opens a file of rows in text form. */
export async function openTextRows(
  folder: OutputFolder,
  path: string,
  format: Exclude<FileFormat, 'parquet'>,
): Promise<RowFile> {
  return new TextRows(await folder.create(path), format);
}

class TextRows implements RowFile {
  rows = 0;
  bytes = 0;
  readonly #file: OutputFile;
  readonly #format: Exclude<FileFormat, 'parquet'>;
  readonly #encoder = new TextEncoder();
  #gathered = new Uint8Array(GATHER);
  #length = 0;

  constructor(file: OutputFile, format: Exclude<FileFormat, 'parquet'>) {
    this.#file = file;
    this.#format = format;
  }

  async add(row: JsonValue): Promise<void> {
    await this.addText(rowText(row, this.#format));
  }

  /** Adds a row that is in text form already. */
  async addText(text: string): Promise<void> {
    const before = this.#format === 'json' ? (this.rows === 0 ? '[\n' : ',\n') : '';
    const after = this.#format === 'json' ? '' : '\n';
    this.rows += 1;
    const most = (text.length + before.length + after.length) * UNIT_BYTES;
    if (this.#length + most > this.#gathered.length) await this.#makeRoom(most);
    this.#gather(before);
    this.#gather(text);
    this.#gather(after);
  }

  async finish(): Promise<void> {
    const end = this.#format === 'json' ? (this.rows === 0 ? '[]\n' : '\n]\n') : '';
    await this.#makeRoom(end.length);
    this.#gather(end);
    await this.#flush();
    await this.#file.close();
  }

  async abandon(): Promise<void> {
    await this.#file.close();
  }

  #gather(text: string): void {
    if (text === '') return;
    const { written } = this.#encoder.encodeInto(text, this.#gathered.subarray(this.#length));
    this.#length += written;
    this.bytes += written;
  }

  async #makeRoom(bytes: number): Promise<void> {
    await this.#flush();
    if (this.#gathered.length < bytes) this.#gathered = new Uint8Array(bytes);
  }

  async #flush(): Promise<void> {
    if (this.#length === 0) return;
    // A copy: whoever gets it may keep it, and the next rows go into the same place.
    const bytes = this.#gathered.slice(0, this.#length);
    this.#length = 0;
    await this.#file.write(bytes);
  }
}

function rowText(row: JsonValue, format: Exclude<FileFormat, 'parquet'>): string {
  if (format !== 'lines') return JSON.stringify(row);
  if (typeof row !== 'string' || /[\r\n]/.test(row)) throw new Error('A row of a plain text file is not one line.');
  return row;
}

/**
 * Opens a file whose rows come out in random order, each order equally likely. What does not fit in memory goes to 64 bucket
 * files by chance, and each is shuffled by itself, so memory stays bounded up to some gigabytes.
 */
export async function openShuffledRows(
  folder: OutputFolder,
  path: string,
  format: Exclude<FileFormat, 'parquet'>,
  seed: number,
): Promise<RowFile> {
  const out = new TextRows(await folder.create(path), format);
  return new ShuffledRows(folder, path, format, out, randomFor(seed, `shuffle ${path}`));
}

class ShuffledRows implements RowFile {
  rows = 0;
  readonly #folder: OutputFolder;
  readonly #path: string;
  readonly #format: Exclude<FileFormat, 'parquet'>;
  readonly #out: TextRows;
  readonly #random: Random;
  #held: string[] = [];
  #length = 0;
  #buckets: TextRows[] = [];

  constructor(
    folder: OutputFolder,
    path: string,
    format: Exclude<FileFormat, 'parquet'>,
    out: TextRows,
    random: Random,
  ) {
    this.#folder = folder;
    this.#path = path;
    this.#format = format;
    this.#out = out;
    this.#random = random;
  }

  get bytes(): number {
    return this.#out.bytes;
  }

  async add(row: JsonValue): Promise<void> {
    const text = rowText(row, this.#format);
    this.rows += 1;
    if (this.#buckets.length > 0) return this.#toBucket(text);
    this.#held.push(text);
    this.#length += text.length;
    if (this.#length > IN_MEMORY) await this.#spill();
  }

  async finish(): Promise<void> {
    for (const text of shuffled(this.#held, this.#random)) await this.#out.addText(text);
    this.#held = [];
    for (const [index, bucket] of this.#buckets.entries()) {
      await bucket.finish();
      const source = await this.#folder.read(this.#bucketPath(index));
      const texts = new TextDecoder().decode(await source.read(0, source.sizeBytes)).split('\n');
      texts.pop();
      for (const text of shuffled(texts, this.#random)) await this.#out.addText(text);
      await this.#folder.remove(this.#bucketPath(index));
    }
    await this.#out.finish();
  }

  async abandon(): Promise<void> {
    for (const [index, bucket] of this.#buckets.entries()) {
      await bucket.abandon();
      await this.#folder.remove(this.#bucketPath(index));
    }
    await this.#out.abandon();
  }

  async #spill(): Promise<void> {
    for (let index = 0; index < BUCKETS; index += 1) {
      this.#buckets.push(new TextRows(await this.#folder.create(this.#bucketPath(index)), 'jsonl'));
    }
    for (const text of this.#held) await this.#toBucket(text);
    this.#held = [];
  }

  async #toBucket(text: string): Promise<void> {
    await this.#buckets[Math.floor(this.#random() * BUCKETS)]?.addText(text);
  }

  #bucketPath(index: number): string {
    return `${this.#path}.bucket${index}`;
  }
}
