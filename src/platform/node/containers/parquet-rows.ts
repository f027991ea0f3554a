import zlib from 'node:zlib';
import { type AsyncBuffer, type Compressors, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import type { ByteSource } from '../../../app/ports.ts';
import { UnpackError } from '../../../app/sources/containers.ts';

const PIECE_CHARS = 1 << 20;
/** A row group is held in memory at once, with its rows. */
const MOST_GROUP_BYTES = 2 ** 31;

function compressors(): Compressors {
  const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array };
  const bound = (length: number) => ({ maxOutputLength: Math.max(1, length) });
  return {
    GZIP: (bytes, length) => zlib.gunzipSync(bytes, bound(length)),
    BROTLI: (bytes, length) => zlib.brotliDecompressSync(bytes, bound(length)),
    ...(zstdDecompressSync ? { ZSTD: (bytes: Uint8Array) => zstdDecompressSync(bytes) } : {}),
  };
}

/**
 * The rows of a Parquet file as lines of JSON, one row group at a time. Whole numbers become numbers where they fit, else text;
 * times ISO 8601; bytes that are no text base64. An empty cell is null.
 */
export async function* parquetLines(source: ByteSource, mostBytes: number): AsyncGenerator<Uint8Array> {
  const file: AsyncBuffer = {
    byteLength: source.sizeBytes,
    slice: async (start, end = source.sizeBytes) => {
      const bytes = await source.read(start, end);
      return bytes.slice().buffer as ArrayBuffer;
    },
  };
  const metadata = await parquetMetadataAsync(file);
  const sizes = metadata.row_groups.map((group) => Number(group.total_byte_size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > mostBytes) throw new UnpackError(`it says that it unpacks to ${(total / 1e9).toFixed(1)} GB, too much`);
  const largest = Math.max(0, ...sizes);
  if (largest > MOST_GROUP_BYTES)
    throw new UnpackError(
      `one of its row groups has ${(largest / 1e9).toFixed(1)} GB, and only 2 GB fit into memory; write it with smaller row groups`,
    );
  const encoder = new TextEncoder();
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    let lines = '';
    for (const row of await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors: compressors() })) {
      lines += `${JSON.stringify(row, jsonValue)}\n`;
      if (lines.length < PIECE_CHARS) continue;
      yield encoder.encode(lines);
      lines = '';
    }
    if (lines !== '') yield encoder.encode(lines);
    rowStart = rowEnd;
  }
}

function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value === undefined ? null : value;
}
