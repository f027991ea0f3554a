import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Corpus, openCorpus, type ReaderWish } from '../app/open-corpus.ts';
import { readAhead } from '../app/read-ahead.ts';
import { cacheFolder } from '../platform/node/cache-folder.ts';
import { openNodeFile } from '../platform/node/open-file.ts';
import type { CliHost } from './host.ts';
import { reasonOf } from './output.ts';

/** A corpus opened from a path or from stdin. */
export interface OpenInput {
  readonly corpus: Corpus;
  /** What people should hear about how the file was opened; null for nothing. */
  readonly note: string | null;
  /** Removes what was put aside. */
  close(): Promise<void>;
}

/**
 * Opens a file, or stdin for "-". What can only be read once (stdin, a pipe) is first put into a temporary file, so that
 * memory does not grow with it. A sentence when it cannot be read.
 */
export async function openInput(
  path: string,
  wish: ReaderWish,
  host: CliHost,
  signal: AbortSignal,
): Promise<OpenInput | string> {
  try {
    if (path === '-') return await openSpooled(host.stdin, wish, host, signal);
    const stats = await stat(path);
    if (stats.isDirectory()) return 'it is a folder';
    if (!stats.isFile()) return await openSpooled(createReadStream(path), wish, host, signal);
    return await openLocal(path, wish, cacheFolder(host.env), signal);
  } catch (error) {
    if (signal.aborted) return 'interrupted';
    return isMissing(error) ? 'there is no such file' : reasonOf(error);
  }
}

async function openLocal(
  path: string,
  wish: ReaderWish,
  cache: string | null,
  signal: AbortSignal,
): Promise<OpenInput | string> {
  const file = await openNodeFile(path, { cache }, { signal });
  if (typeof file === 'string') return file;
  try {
    const corpus = await openCorpus(readAhead(file.source), wish, signal, file.keeper);
    return { corpus, note: file.note, close: file.close };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openSpooled(
  stream: Readable,
  wish: ReaderWish,
  host: CliHost,
  signal: AbortSignal,
): Promise<OpenInput | string> {
  const folder = await mkdtemp(join(tmpdir(), 'cot-lens-'));
  host.onExit(() => rmSync(folder, { recursive: true, force: true }));
  const copy = join(folder, 'input');
  await pipeline(stream, createWriteStream(copy), { signal });
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  // What is unpacked from it goes beside it, and with it.
  const input = await openLocal(copy, wish, folder, signal);
  if (typeof input !== 'string') return { corpus: input.corpus, note: null, close };
  await close();
  return input;
}

/** True when both paths lead to one file. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  try {
    return (await realpath(a)) === (await realpath(b));
  } catch {
    return false;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT';
}
