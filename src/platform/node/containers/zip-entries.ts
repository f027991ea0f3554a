import zlib from 'node:zlib';
import type { ByteSource } from '../../../app/ports.ts';
import { UnpackError } from '../../../app/sources/containers.ts';
import { unpackedPieces, zstdStream } from './compressed.ts';

const END_BYTES = 22;
const MOST_COMMENT_BYTES = 65_535;
const MOST_DIRECTORY_BYTES = 1 << 28;
const FULL_32 = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;
const ZSTD = 93;

/** A file in a zip archive. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly headerOffset: number;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The entries of an archive in its own order, from the directory at its end. Throws an UnpackError when there is none. */
export async function zipEntries(source: ByteSource): Promise<readonly ZipEntry[]> {
  const { offset, size } = await directoryPlace(source);
  if (size > MOST_DIRECTORY_BYTES) throw new UnpackError('it is a zip archive with far too many files');
  const bytes = await source.read(offset, offset + size);
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0; at + 46 <= bytes.length && view.getUint32(at, true) === 0x02014b50; ) {
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const sizes = wideSizes(view, at, nameEnd, Math.min(extraEnd, bytes.length));
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, nameEnd)),
      method: view.getUint16(at + 10, true),
      ...sizes,
    });
    at = extraEnd + view.getUint16(at + 32, true);
  }
  return entries;
}

async function directoryPlace(source: ByteSource): Promise<{ readonly offset: number; readonly size: number }> {
  const from = Math.max(0, source.sizeBytes - END_BYTES - MOST_COMMENT_BYTES);
  const tail = await source.read(from, source.sizeBytes);
  const view = viewOf(tail);
  let at = tail.length - END_BYTES;
  while (at >= 0 && view.getUint32(at, true) !== 0x06054b50) at -= 1;
  if (at < 0) throw new UnpackError('it is a zip archive that is cut or damaged: its directory is missing');
  const size = view.getUint32(at + 12, true);
  const offset = view.getUint32(at + 16, true);
  if (offset !== FULL_32 && size !== FULL_32) return { offset, size };
  if (at < 20) throw new UnpackError('it is a zip archive that is cut or damaged');
  const wide = Number(view.getBigUint64(at - 12, true));
  const end = viewOf(await source.read(wide, wide + 56));
  if (end.byteLength < 56) throw new UnpackError('it is a zip archive that is cut or damaged');
  return { size: Number(end.getBigUint64(40, true)), offset: Number(end.getBigUint64(48, true)) };
}

/** Sizes and places above 4 GiB stand in an extra field, those that are needed one after the other. */
function wideSizes(
  view: DataView,
  at: number,
  from: number,
  to: number,
): Pick<ZipEntry, 'bytes' | 'packedBytes' | 'headerOffset'> {
  const narrow = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  for (let field = from; field + 4 <= to; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== 1) continue;
    let next = field + 4;
    for (const [i, value] of narrow.entries()) {
      if (value !== FULL_32 || next + 8 > to) continue;
      narrow[i] = Number(view.getBigUint64(next, true));
      next += 8;
    }
    break;
  }
  return { bytes: narrow[0] ?? 0, packedBytes: narrow[1] ?? 0, headerOffset: narrow[2] ?? 0 };
}

/** The content of an entry, piece by piece. Rejects when it is damaged or packed in a way that is not known. */
export async function* zipContent(path: string, source: ByteSource, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const header = viewOf(await source.read(entry.headerOffset, entry.headerOffset + 30));
  if (header.byteLength < 30 || header.getUint32(0, true) !== 0x04034b50)
    throw new UnpackError(`it is a zip archive that is damaged at ${entry.name}`);
  const start = entry.headerOffset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  let bytes = 0;
  for await (const piece of unpackedPieces(path, unpackerFor(entry), start, start + entry.packedBytes)) {
    bytes += piece.length;
    yield piece;
  }
  if (bytes !== entry.bytes) throw new UnpackError(`it is a zip archive that is damaged at ${entry.name}`);
}

function unpackerFor({ method, name }: ZipEntry) {
  if (method === STORED) return null;
  if (method === DEFLATED) return zlib.createInflateRaw();
  if (method === ZSTD) return zstdStream();
  throw new UnpackError(`it is a zip archive, and ${name} is packed in a way (${method}) that is not known here`);
}
