import { mkdir, readFile, realpath, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { decodeIndex, encodeIndex } from '../../app/index/codec.ts';
import type { IndexKeeper, KeptIndex } from '../../app/index/types.ts';
import { cacheName, pruneFolder, unfinishedName } from './cache-folder.ts';

/** Smaller files are read in a few hundredths of a second, so that keeping their index would only fill the folder. */
const LEAST_BYTES = 8 << 20;

/**
 * Keeps the index of a local file in a folder, under a name made from the file's path. What cannot be written is not kept, and
 * nobody is told: the index is made again.
 */
export function nodeIndexKeeper(folder: string, path: string, leastBytes = LEAST_BYTES): IndexKeeper {
  const place = async (): Promise<string> =>
    join(folder, 'index', `${cacheName(await realpath(path).catch(() => path))}.idx`);
  return {
    load: async () => {
      const file = await place();
      const bytes = await readFile(file).catch(() => null);
      if (bytes === null) return null;
      const now = new Date();
      await utimes(file, now, now).catch(() => {});
      return decodeIndex(bytes);
    },
    store: async (kept) => {
      if (kept.index.totalBytes < leastBytes) return;
      await writeWhole(await place(), kept).catch(() => {});
    },
  };
}

async function writeWhole(file: string, kept: KeptIndex): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const unfinished = unfinishedName(file);
  try {
    await writeFile(unfinished, encodeIndex(kept), { mode: 0o600 });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await pruneFolder(dirname(file), Date.now());
}
