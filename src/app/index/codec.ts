import type { CorpusIndex } from '../../core/jsonl/byte-index.ts';
import { bytesHash } from './bytes-hash.ts';
import type { KeptIndex } from './types.ts';

/** Changes with the layout of the file or the meaning of the index: other files are not read. */
const MAGIC = 'cot-lens index 1\n';
const PREFIX_BYTES = MAGIC.length + 4;
const ROW_BYTES = 8 + 8 + 4;

interface Header extends Omit<CorpusIndex, 'startBytes' | 'endBytes' | 'lines'> {
  readonly version: string;
  readonly fingerprint: string;
  readonly littleEndian: boolean;
  readonly hash: readonly [number, number];
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function bytesOf(list: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(list.buffer, list.byteOffset, list.byteLength);
}

/** A kept index as bytes: a line that names the kind, the length of a JSON header, the header, three lists of numbers. */
export function encodeIndex({ version, fingerprint, index }: KeptIndex): Uint8Array {
  const { startBytes, endBytes, lines, ...rest } = index;
  const body = new Uint8Array(index.count * ROW_BYTES);
  body.set(bytesOf(startBytes));
  body.set(bytesOf(endBytes), startBytes.byteLength);
  body.set(bytesOf(lines), startBytes.byteLength + endBytes.byteLength);
  const header: Header = { ...rest, version, fingerprint, littleEndian: isLittleEndian, hash: bytesHash(body) };
  const head = new TextEncoder().encode(JSON.stringify(header));
  const all = new Uint8Array(PREFIX_BYTES + head.length + body.length);
  all.set(new TextEncoder().encode(MAGIC));
  new DataView(all.buffer).setUint32(MAGIC.length, head.length);
  all.set(head, PREFIX_BYTES);
  all.set(body, PREFIX_BYTES + head.length);
  return all;
}

/** The index that `encodeIndex` wrote; null for anything else, for a file that is cut or damaged, and for one of another machine. */
export function decodeIndex(bytes: Uint8Array): KeptIndex | null {
  const decoder = new TextDecoder();
  if (bytes.length < PREFIX_BYTES || decoder.decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) return null;
  const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length);
  const bodyStart = PREFIX_BYTES + headLength;
  if (bodyStart > bytes.length) return null;
  try {
    const header = JSON.parse(decoder.decode(bytes.subarray(PREFIX_BYTES, bodyStart))) as Header;
    // A copy, so that the lists begin where their kind of number must; `slice` of a Buffer would be none.
    return kept(header, new Uint8Array(bytes.subarray(bodyStart)));
  } catch {
    return null;
  }
}

function kept(header: Header, body: Uint8Array): KeptIndex | null {
  const { version, fingerprint, littleEndian, hash, ...rest } = header;
  const { count } = rest;
  if (littleEndian !== isLittleEndian || body.length !== count * ROW_BYTES) return null;
  const [a, b] = bytesHash(body);
  if (a !== hash[0] || b !== hash[1]) return null;
  const index: CorpusIndex = {
    ...rest,
    startBytes: new Float64Array(body.buffer, 0, count),
    endBytes: new Float64Array(body.buffer, count * 8, count),
    lines: new Uint32Array(body.buffer, count * 16, count),
  };
  return isOrdered(index) ? { version, fingerprint, index } : null;
}

function isOrdered({ count, startBytes, endBytes, totalBytes }: CorpusIndex): boolean {
  let last = 0;
  for (let i = 0; i < count; i += 1) {
    const start = startBytes[i] as number;
    const end = endBytes[i] as number;
    if (!(start >= last && end >= start)) return false;
    last = end;
  }
  return last <= totalBytes;
}
