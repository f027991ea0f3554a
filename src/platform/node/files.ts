import { constants } from 'node:fs';
import { copyFile, type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { AppendFile, ByteSource } from '../../app/ports.ts';

const CHUNK_BYTES = 1 << 22;

/** A local file as a byte source. The handle is opened per read, so that nothing stays locked. Rejects when it is not there. */
export async function nodeByteSource(path: string): Promise<ByteSource> {
  const { size, mtimeMs } = await stat(path);
  return {
    sizeBytes: size,
    version: `${size}-${mtimeMs}`,
    read: (startByte, endByte) => readFrom(path, startByte, endByte),
    chunks: (startByte) => readChunks(path, startByte, size),
  };
}

/** Reads on while the last chunk is worked on, with two buffers that take turns. */
async function* readChunks(path: string, startByte: number, endByte: number): AsyncGenerator<Uint8Array> {
  const handle = await open(path, constants.O_RDONLY);
  // Buffers, because they find a line feed several times as fast as other byte arrays do.
  const buffers = [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)];
  const readAt = (at: number, turn: number): Promise<Uint8Array> =>
    readInto(handle, buffers[turn % 2] as Buffer, at, Math.min(CHUNK_BYTES, endByte - at));
  let next: Promise<Uint8Array> | null = null;
  try {
    for (let at = startByte, turn = 0; at < endByte; at += CHUNK_BYTES, turn += 1) {
      const chunk = await (next ?? readAt(at, turn));
      next = at + CHUNK_BYTES < endByte ? readAt(at + CHUNK_BYTES, turn + 1) : null;
      // A pass that is left early would leave a failed read that nobody hears of.
      next?.catch(() => {});
      yield chunk;
    }
  } finally {
    await next?.catch(() => {});
    await handle.close();
  }
}

async function readFrom(path: string, startByte: number, endByte: number): Promise<Uint8Array> {
  const handle = await open(path, constants.O_RDONLY);
  try {
    const { size } = await handle.stat();
    return await readRange(handle, startByte, Math.min(endByte, size));
  } finally {
    await handle.close();
  }
}

async function readRange(handle: FileHandle, startByte: number, endByte: number): Promise<Uint8Array> {
  const length = Math.max(0, endByte - startByte);
  return readInto(handle, new Uint8Array(length), startByte, length);
}

async function readInto(
  handle: FileHandle,
  buffer: Uint8Array,
  startByte: number,
  length: number,
): Promise<Uint8Array> {
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, startByte + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** A local file that only grows; each append is flushed to the disk before it counts. */
export function nodeAppendFile(path: string): AppendFile {
  return {
    read: async (startByte, endByte) => {
      try {
        return await readFrom(path, startByte, endByte);
      } catch (error) {
        if (isMissing(error)) return new Uint8Array();
        throw error;
      }
    },
    append: async (bytes) => {
      const handle = await open(path, 'a');
      try {
        // One write for the whole row, so that rows of two windows do not run into each other.
        await writeAll(handle, bytes, null);
        await handle.datasync();
      } finally {
        await handle.close();
      }
    },
  };
}

/**
 * Replaces the bytes `startByte`..`endByte` of a local file. The new file is written beside it, flushed and put in its
 * place at once, so that a stop at any moment leaves either the old file or the new one. Follows links; keeps the mode.
 */
export async function replaceBytes(
  path: string,
  patch: { startByte: number; endByte: number; bytes: Uint8Array },
): Promise<void> {
  const target = await realpath(path);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    await copyFile(target, temporary);
    const handle = await open(temporary, 'r+');
    try {
      await spliceHandle(handle, patch);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

const MOVE_BYTES = 1 << 22;

async function spliceHandle(
  handle: FileHandle,
  patch: { startByte: number; endByte: number; bytes: Uint8Array },
): Promise<void> {
  const { size } = await handle.stat();
  const shift = patch.bytes.length - (patch.endByte - patch.startByte);
  if (shift > 0) {
    for (let end = size; end > patch.endByte; end -= MOVE_BYTES) {
      const start = Math.max(patch.endByte, end - MOVE_BYTES);
      await writeAll(handle, await readRange(handle, start, end), start + shift);
    }
  } else if (shift < 0) {
    for (let start = patch.endByte; start < size; start += MOVE_BYTES) {
      await writeAll(handle, await readRange(handle, start, Math.min(size, start + MOVE_BYTES)), start + shift);
    }
    await handle.truncate(size + shift);
  }
  await writeAll(handle, patch.bytes, patch.startByte);
}

/** Without a position, writes where the file stands (at its end, when it was opened to append). */
async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number | null): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const at = position === null ? null : position + written;
    written += (await handle.write(bytes, written, bytes.length - written, at)).bytesWritten;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT';
}
