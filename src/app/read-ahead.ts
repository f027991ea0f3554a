import type { ByteSource } from './ports.ts';

const BLOCK_BYTES = 1 << 20;

/** A source that reads a block at a time, for going through records in order: one read of the file for many records. */
export function readAhead(source: ByteSource): ByteSource {
  let blockStart = 0;
  let block: Uint8Array = new Uint8Array();
  return {
    ...source,
    read: async (start, end) => {
      if (end - start > BLOCK_BYTES) return source.read(start, end);
      if (start < blockStart || end > blockStart + block.length) {
        block = await source.read(start, start + BLOCK_BYTES);
        blockStart = start;
      }
      return block.subarray(start - blockStart, end - blockStart);
    },
  };
}
