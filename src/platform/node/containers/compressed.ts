import { createReadStream } from 'node:fs';
import { pipeline, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import type { ByteSource } from '../../../app/ports.ts';
import { UnpackError } from '../../../app/sources/containers.ts';
import { zstdFrames } from './zstd-frames.ts';

/** A stream that unpacks zstd. Node has it from 22.15 on; before, an error that says what to do. */
export function zstdStream(): Transform {
  const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Transform };
  if (!createZstdDecompress) {
    throw new UnpackError(
      `it is compressed with zstd, which Node ${process.versions.node} cannot unpack (22.15 and later can); unpack it first: zstd -d FILE`,
    );
  }
  return createZstdDecompress();
}

/** What stands in a compressed file, from byte `start` to before byte `end`, unpacked piece by piece. */
export function unpackedPieces(
  path: string,
  unpacker: Transform | null,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): AsyncIterable<Uint8Array> {
  if (end <= start) return emptyPieces();
  const file = createReadStream(path, { start, end: end - 1, highWaterMark: 1 << 18 });
  // Errors reach whoever reads the last stream.
  return unpacker === null ? file : pipeline(file, unpacker, () => {});
}

async function* emptyPieces(): AsyncGenerator<Uint8Array> {}

/** The text in a gzip file; several in one are one after the other. */
export function gzipText(path: string): AsyncIterable<Uint8Array> {
  return unpackedPieces(path, zlib.createGunzip());
}

/** The text in a zstd file, frame by frame. */
export async function* zstdText(path: string, source: ByteSource): AsyncGenerator<Uint8Array> {
  for await (const { start, end } of zstdFrames(source)) yield* unpackedPieces(path, zstdStream(), start, end);
}
