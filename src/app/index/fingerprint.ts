import type { ByteSource } from '../ports.ts';
import { bytesHash, joinHashes } from './bytes-hash.ts';

const EDGE_BYTES = 1 << 16;
const PLACES = 16;
const PLACE_BYTES = 1 << 12;

/**
 * Hash of the first `sizeBytes` bytes of a source by their first and last 64 KiB and 16 places of 4 KiB between, so that it is
 * quick at any size. Two files with one fingerprint are almost surely alike, but an edit in between can be missed.
 */
export async function fingerprintOf(source: ByteSource, sizeBytes: number): Promise<string> {
  const ranges: (readonly [number, number])[] = [[0, Math.min(EDGE_BYTES, sizeBytes)]];
  if (sizeBytes > EDGE_BYTES) ranges.push([Math.max(EDGE_BYTES, sizeBytes - EDGE_BYTES), sizeBytes]);
  const inner = sizeBytes - 2 * EDGE_BYTES;
  for (let i = 0; i < PLACES && inner > PLACES * PLACE_BYTES; i += 1) {
    const at = EDGE_BYTES + Math.floor(((inner - PLACE_BYTES) * i) / (PLACES - 1));
    ranges.push([at, at + PLACE_BYTES]);
  }
  const hashes = await Promise.all(ranges.map(async ([from, to]) => bytesHash(await source.read(from, to))));
  return joinHashes([sizeBytes, ...hashes.flat()]);
}
