import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { OutputFile, OutputFolder } from '../../app/ports.ts';
import { nodeByteSource } from './files.ts';

/** A local folder to write to; made when the first file is. A path that leads out of it is refused. */
export function nodeOutputFolder(folder: string): OutputFolder {
  const root = resolve(folder);
  const at = (path: string): string => {
    const full = resolve(join(root, path));
    if (!full.startsWith(root + sep)) throw new Error(`The path "${path}" leads out of the folder.`);
    return full;
  };
  return {
    has: (path) =>
      stat(at(path)).then(
        () => true,
        () => false,
      ),
    create: async (path) => {
      await mkdir(dirname(at(path)), { recursive: true });
      return new NodeOutputFile(await open(at(path), 'w'));
    },
    read: (path) => nodeByteSource(at(path)),
    move: (from, to) => rename(at(from), at(to)),
    remove: (path) => rm(at(path), { force: true }),
  };
}

class NodeOutputFile implements OutputFile {
  readonly #handle: FileHandle;
  #open = true;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let written = 0; written < bytes.length; ) {
      written += (await this.#handle.write(bytes, written, bytes.length - written)).bytesWritten;
    }
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#handle.sync();
    await this.#handle.close();
  }
}
