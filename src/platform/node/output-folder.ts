import { type FileHandle, mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { OutputFile, OutputFolder } from '../../app/ports.ts';
import { nodeByteSource } from './files.ts';

/**
 * A local folder to write to; made when the first file is. A path that leads out of it is refused. Folders that it
 * made and that hold nothing any more go with the last file that is removed.
 */
export function nodeOutputFolder(folder: string): OutputFolder {
  const root = resolve(folder);
  const at = (path: string): string => {
    const full = resolve(join(root, path));
    if (!full.startsWith(root + sep)) throw new Error(`The path "${path}" leads out of the folder.`);
    return full;
  };
  const made = new Set<string>();
  return {
    has: (path) =>
      stat(at(path)).then(
        () => true,
        () => false,
      ),
    create: async (path) => {
      const first = await mkdir(dirname(at(path)), { recursive: true });
      if (first !== undefined) made.add(first);
      return new NodeOutputFile(await open(at(path), 'w'));
    },
    read: (path) => nodeByteSource(at(path)),
    move: (from, to) => rename(at(from), at(to)),
    remove: async (path) => {
      await rm(at(path), { force: true });
      await removeEmpty(dirname(at(path)), made);
    },
  };
}

/** Removes a folder and those above it, up to and with one that was made, as long as they are empty. */
async function removeEmpty(folder: string, made: ReadonlySet<string>): Promise<void> {
  const top = [...made].find((each) => folder === each || folder.startsWith(each + sep));
  for (let at = folder; top !== undefined && at.length >= top.length; at = dirname(at)) {
    const gone = await rmdir(at).then(
      () => true,
      () => false,
    );
    if (!gone) return;
  }
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
