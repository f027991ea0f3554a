import type { ExportRow, FileKind, Split } from '../../core/export/types.ts';
import type { OutputFolder } from '../ports.ts';
import { openParquetRows } from './parquet-file.ts';
import { openShuffledRows, openTextRows, type RowFile } from './row-file.ts';
import type { ExportedFile } from './types.ts';

/** Ending of files that are not done. */
export const PART = '.part';

interface Open {
  readonly kind: FileKind;
  readonly split: Split;
  readonly path: string;
  readonly file: RowFile;
}

/** Writes rows to the files of an exporter, each beside its place until everything is done. */
export class ExportWriter {
  readonly #folder: OutputFolder;
  readonly #kinds: ReadonlyMap<string, FileKind>;
  readonly #seed: number;
  readonly #open = new Map<string, Open>();

  constructor(folder: OutputFolder, kinds: readonly FileKind[], seed: number) {
    this.#folder = folder;
    this.#kinds = new Map(kinds.map((kind) => [kind.id, kind]));
    this.#seed = seed;
  }

  async add(rows: readonly ExportRow[], split: Split): Promise<void> {
    for (const { file, row } of rows) {
      const open = this.#open.get(`${file} ${split}`) ?? (await this.#start(file, split));
      await open.file.add(row);
    }
  }

  /** Closes all files; they stand at their paths with `PART` behind. */
  async finish(): Promise<readonly ExportedFile[]> {
    const files: ExportedFile[] = [];
    for (const { kind, split, path, file } of this.#open.values()) {
      await file.finish();
      files.push({ kind: kind.id, split, path, rows: file.rows, bytes: file.bytes });
    }
    return files;
  }

  /** Takes everything away that was written. */
  async abandon(): Promise<void> {
    for (const { path, file } of this.#open.values()) {
      await file.abandon().catch(() => {});
      await this.#folder.remove(path + PART);
    }
  }

  async #start(id: string, split: Split): Promise<Open> {
    const kind = this.#kinds.get(id);
    if (kind === undefined) throw new Error(`The exporter has no files "${id}".`);
    const path = kind.path(split);
    const file = await this.#openRows(kind, path + PART);
    const open = { kind, split, path, file };
    this.#open.set(`${id} ${split}`, open);
    return open;
  }

  #openRows({ format, shuffled }: FileKind, path: string): Promise<RowFile> {
    if (format === 'parquet') return openParquetRows(this.#folder, path);
    if (shuffled) return openShuffledRows(this.#folder, path, format, this.#seed);
    return openTextRows(this.#folder, path, format);
  }
}
