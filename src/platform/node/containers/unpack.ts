import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fingerprintOf } from '../../../app/index/fingerprint.ts';
import type { ByteSource } from '../../../app/ports.ts';
import { type Container, containerOf, UnpackError } from '../../../app/sources/containers.ts';
import type { Unpacking } from '../../../app/sources/types.ts';
import { cacheName, pruneFolder, unfinishedName } from '../cache-folder.ts';
import { gzipText, zstdText } from './compressed.ts';
import { inspectLines } from './inspect-archive.ts';
import { parquetLines } from './parquet-rows.ts';

/** What unpacking may take. A file past `manyBytes` may not have grown to more than `mostTimes` its packed size. */
export interface UnpackLimits {
  readonly mostBytes: number;
  readonly manyBytes: number;
  readonly mostTimes: number;
}

export const UNPACK_LIMITS: UnpackLimits = { mostBytes: 64 * 2 ** 30, manyBytes: 2 ** 30, mostTimes: 200 };

const LEAST_FREE_BYTES = 2 ** 29;
const LOOK_EVERY_BYTES = 2 ** 26;

/** A container as JSON Lines. `isNew`: it was unpacked just now, and not at an earlier opening. */
export interface UnpackedFile {
  readonly path: string;
  readonly bytes: number;
  readonly isNew: boolean;
}

/**
 * Unpacks a container into a folder, or finds it there from an earlier time: by path, size, time and some of its bytes. Memory
 * stays constant (a row group for Parquet). Throws an UnpackError with the reason; then nothing is left behind.
 */
export async function unpack(
  path: string,
  kind: Container,
  source: ByteSource,
  folder: string,
  work: Unpacking,
  limits: UnpackLimits = UNPACK_LIMITS,
): Promise<UnpackedFile> {
  const file = cacheName(path);
  const state = cacheName(source.version, await fingerprintOf(source, source.sizeBytes));
  const target = join(folder, `${file}.${state}.jsonl`);
  const before = await stat(target).catch(() => null);
  if (before?.isFile()) {
    // For the pruning only; the time of writing stays, because the index is kept under it.
    await utimes(target, new Date(), before.mtime).catch(() => {});
    return { path: target, bytes: before.size, isNew: false };
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unfinished = unfinishedName(target);
  try {
    const bytes = await writePieces(pieces(path, kind, source, limits), unfinished, source.sizeBytes, work, limits);
    // Whole seconds, which every file system gives back as they are.
    const now = Math.floor(Date.now() / 1000);
    await utimes(unfinished, now, now);
    await rename(unfinished, target);
    await removeOthers(target, file);
    return { path: target, bytes, isNew: true };
  } catch (error) {
    await rm(unfinished, { force: true });
    if (error instanceof UnpackError || work.signal?.aborted) throw error;
    throw new UnpackError(damage(kind, error));
  }
}

function pieces(path: string, kind: Container, source: ByteSource, limits: UnpackLimits): AsyncIterable<Uint8Array> {
  if (kind === 'parquet') return parquetLines(source, limits.mostBytes);
  if (kind === 'zip') return inspectLines(path, source);
  return kind === 'gzip' ? gzipText(path) : zstdText(path, source);
}

function damage(kind: Container, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'syscall' in error) return reason;
  const name = { gzip: 'gzip', zstd: 'zstd', parquet: 'Parquet', zip: 'zip archive' }[kind];
  return `it is a ${name} file that is cut or damaged, or of a kind that is not known here (${reason})`;
}

async function writePieces(
  from: AsyncIterable<Uint8Array>,
  path: string,
  packedBytes: number,
  work: Unpacking,
  limits: UnpackLimits,
): Promise<number> {
  const handle = await open(path, 'wx', 0o600);
  let bytes = 0;
  let looked = 0;
  try {
    for await (const piece of from) {
      work.signal?.throwIfAborted();
      if (bytes === 0) refuseNested(piece);
      bytes += piece.length;
      refuseBomb(bytes, packedBytes, limits);
      if (bytes - looked > LOOK_EVERY_BYTES) {
        looked = bytes;
        await refuseFullDisk(path);
        work.onProgress?.(bytes);
      }
      await writeAll(handle, piece);
    }
  } finally {
    await handle.close();
  }
  return bytes;
}

function refuseNested(head: Uint8Array): void {
  const isTar = new TextDecoder().decode(head.subarray(257, 262)) === 'ustar';
  if (isTar) throw new UnpackError('it holds a tar archive; unpack it (tar -xf FILE) and open the files in it');
  if (containerOf(head)) throw new UnpackError('what it holds is packed once more; unpack it first');
}

function refuseBomb(bytes: number, packedBytes: number, { mostBytes, manyBytes, mostTimes }: UnpackLimits): void {
  const most = `${(mostBytes / 2 ** 30).toFixed(0)} GiB`;
  if (bytes > mostBytes) throw new UnpackError(`it unpacks to more than ${most}, which is refused; unpack it yourself`);
  if (bytes > manyBytes && bytes > packedBytes * mostTimes) {
    throw new UnpackError(
      `it unpacks to more than ${mostTimes} times its size, as files do that are made to fill a disk; if it is what you expect, unpack it yourself`,
    );
  }
}

async function refuseFullDisk(path: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path));
  if (bavail * bsize < LEAST_FREE_BYTES)
    throw new UnpackError(`the disk of ${dirname(path)} is full; free some space, or name another folder`);
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await handle.write(bytes, written, bytes.length - written)).bytesWritten;
  }
}

/** What was unpacked from earlier states of the same file is of no more use. */
async function removeOthers(target: string, file: string): Promise<void> {
  const folder = dirname(target);
  for (const name of await readdir(folder)) {
    const isOld = name.startsWith(`${file}.`) && name.endsWith('.jsonl') && name !== basename(target);
    if (isOld) await rm(join(folder, name), { force: true }).catch(() => {});
  }
  await pruneFolder(folder, Date.now());
}
