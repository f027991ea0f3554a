import type { ByteSource } from '../../../app/ports.ts';
import { readAhead } from '../../../app/read-ahead.ts';
import { UnpackError } from '../../../app/sources/containers.ts';

const FRAME = 0xfd2fb528;
const SKIPPED = 0x184d2a5;
const MOST_HEADER_BYTES = 18;
const RLE = 1;
const RESERVED = 3;

/** A frame of a zstd file, in bytes. */
export interface ZstdFrame {
  readonly start: number;
  readonly end: number;
}

/**
 * The frames of a zstd file that hold data, by the sizes that stand in it (RFC 8878, 3.1); nothing is unpacked. Node's unpacker
 * neither goes on after a frame nor minds that one is cut. Throws an UnpackError at the place where the file is cut.
 */
export async function* zstdFrames(packed: ByteSource): AsyncGenerator<ZstdFrame> {
  const source = readAhead(packed);
  for (let start = 0; start < source.sizeBytes; ) {
    const header = await viewAt(source, start, MOST_HEADER_BYTES);
    if (header.byteLength < 8) throw cut();
    const magic = header.getUint32(0, true);
    const isSkipped = magic >>> 4 === SKIPPED;
    if (!isSkipped && magic !== FRAME) throw new UnpackError('it is a zstd file with something else after its end');
    const end: number = isSkipped ? start + 8 + header.getUint32(4, true) : await frameEnd(source, start, header);
    if (end > source.sizeBytes) throw cut();
    if (!isSkipped) yield { start, end };
    start = end;
  }
}

function cut(): UnpackError {
  return new UnpackError('it is a zstd file that is cut or damaged');
}

async function viewAt(source: ByteSource, at: number, length: number): Promise<DataView> {
  const bytes = await source.read(at, Math.min(at + length, source.sizeBytes));
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

async function frameEnd(source: ByteSource, start: number, header: DataView): Promise<number> {
  const descriptor = header.getUint8(4);
  const isSingle = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const content = [isSingle ? 1 : 0, 2, 4, 8][descriptor >>> 6] ?? 0;
  const checksum = (descriptor & 4) !== 0 ? 4 : 0;
  for (let at = start + 5 + (isSingle ? 0 : 1) + dictionary + content; ; ) {
    const block = await viewAt(source, at, 3);
    if (block.byteLength < 3) throw cut();
    const word = block.getUint16(0, true) | (block.getUint8(2) << 16);
    const type = (word >>> 1) & 3;
    if (type === RESERVED) throw cut();
    at += 3 + (type === RLE ? 1 : word >>> 3);
    if ((word & 1) !== 0) return at + checksum;
  }
}
