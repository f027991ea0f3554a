import type { ByteSource, OutputFolder } from '../ports.ts';

/** A file system that takes and gives whole files only, below one folder; paths have "/" between folders. All but `has` reject. */
export interface WholeFiles {
  has(path: string): Promise<boolean>;
  /** Makes the folders above it. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  read(path: string): Promise<ByteSource>;
  move(from: string, to: string): Promise<void>;
  /** Removes a file, or an empty folder. */
  remove(path: string): Promise<void>;
  /** Whether a folder is there and holds nothing. */
  isEmpty(path: string): Promise<boolean>;
}

/**
 * A folder to write to in such a file system. A file is held in memory until it is closed, so it has a limit; `write` rejects
 * beyond it, with a sentence for people. Folders that were made and are empty again go with the last file that is removed.
 */
export function wholeFileFolder(files: WholeFiles, mostBytes: number): OutputFolder {
  const made = new Set<string>();
  return {
    has: (path) => files.has(path),
    create: async (path) => {
      for (const folder of foldersOf(path)) if (!(await files.has(folder))) made.add(folder);
      return new HeldFile((bytes) => files.write(path, bytes), path, mostBytes);
    },
    read: (path) => files.read(path),
    move: (from, to) => files.move(from, to),
    remove: async (path) => {
      if (await files.has(path)) await files.remove(path);
      for (const folder of foldersOf(path)) {
        if (!made.has(folder) || !(await files.isEmpty(folder))) return;
        await files.remove(folder);
        made.delete(folder);
      }
    },
  };
}

class HeldFile {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #path: string;
  readonly #mostBytes: number;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #open = true;

  constructor(write: (bytes: Uint8Array) => Promise<void>, path: string, mostBytes: number) {
    this.#write = write;
    this.#path = path;
    this.#mostBytes = mostBytes;
  }

  async write(part: Uint8Array): Promise<void> {
    this.#bytes += part.length;
    if (this.#bytes > this.#mostBytes) {
      this.#parts = [];
      const most = `${Math.floor(this.#mostBytes / (1 << 20))} MB`;
      throw new Error(
        `${this.#path} is larger than ${most}, the most that fits here, as this place takes whole files only; choose a local folder`,
      );
    }
    this.#parts.push(part);
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    const all = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    await this.#write(all);
  }
}

/** The folders above a path, the nearest first, and '' for the folder of the export itself. Throws when it leads out of that. */
function foldersOf(path: string): readonly string[] {
  const names = path.split('/');
  if (names.includes('..')) throw new Error(`The path "${path}" leads out of the folder.`);
  return names.map((_, index) => names.slice(0, names.length - 1 - index).join('/'));
}
