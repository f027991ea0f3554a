import type { AppendFile, ByteSource } from '../../../src/app/ports.ts';
import type { BytePatch } from '../../../src/app/write-back.ts';

/** Bytes as a source. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    version: '1',
    read: async (start, end) => bytes.subarray(start, end),
  };
}

export function textSource(text: string): ByteSource {
  return bytesSource(new TextEncoder().encode(text));
}

/** A file that only grows, in memory; `bytes` can be looked at and damaged. */
export function memoryFile(start: Uint8Array = new Uint8Array()): AppendFile & { bytes: Uint8Array } {
  const file = {
    bytes: start,
    read: async (from: number, to: number) => file.bytes.subarray(from, to),
    append: async (more: Uint8Array) => {
      file.bytes = Buffer.concat([file.bytes, more]);
    },
  };
  return file;
}

/** The plain way to carry out a patch. */
export function spliced(bytes: Uint8Array, patch: Pick<BytePatch, 'startByte' | 'endByte' | 'bytes'>): Uint8Array {
  return Buffer.concat([bytes.subarray(0, patch.startByte), patch.bytes, bytes.subarray(patch.endByte)]);
}
