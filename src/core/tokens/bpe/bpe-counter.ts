import type { RankData, TokenCounter } from '../types.ts';
import { HASH_FACTOR, hashRange } from './byte-hash.ts';
import { SENTINEL } from './code-points.ts';
import { Merger } from './merger.ts';
import { ABSENT, type PieceTable, TABLE_SLACK } from './piece-table.ts';
import { readRanks } from './read-ranks.ts';
import { EXIT_HERE, type Splitter } from './splitter.ts';
import { CHUNK_UNITS, chunkEnd } from './text-chunks.ts';

const BUFFER_BYTES = CHUNK_UNITS * 3 + 1 + TABLE_SLACK;
const KEPT_BUFFER_BYTES = BUFFER_BYTES * 16;

/** Counts the tokens of one byte-pair encoding, exactly. */
export class BpeCounter implements TokenCounter {
  readonly id: string;
  readonly exact = true;
  readonly #splitter: Splitter;
  readonly #table: PieceTable;
  readonly #merger: Merger;
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(BUFFER_BYTES);
  #view = new DataView(this.#bytes.buffer);

  constructor(id: string, splitter: Splitter, table: PieceTable) {
    this.id = id;
    this.#splitter = splitter;
    this.#table = table;
    this.#merger = new Merger(table);
  }

  count(text: string): number {
    if (text.length <= CHUNK_UNITS) return this.#countBytes(this.#encode(text));
    let total = 0;
    for (let from = 0; from < text.length; ) {
      const to = chunkEnd(text, from);
      total += this.#countBytes(this.#encode(text.slice(from, to)));
      from = to;
    }
    this.#shrink();
    return total;
  }

  tokenEnds(text: string): readonly number[] {
    const ends: number[] = [];
    for (let from = 0; from < text.length; ) {
      const to = chunkEnd(text, from);
      appendTextOffsets(text, from, this.#byteEnds(this.#encode(text.slice(from, to))), ends);
      from = to;
    }
    this.#shrink();
    return ends;
  }

  /** Fills the buffer with the UTF-8 bytes of `text` and a sentinel after them; gives their number. */
  #encode(text: string): number {
    const room = text.length * 3 + 1 + TABLE_SLACK;
    if (room > this.#bytes.length) {
      this.#bytes = new Uint8Array(room);
      this.#view = new DataView(this.#bytes.buffer);
    }
    const { written } = this.#encoder.encodeInto(text, this.#bytes);
    this.#bytes[written] = SENTINEL;
    return written;
  }

  #shrink(): void {
    if (this.#bytes.length <= KEPT_BUFFER_BYTES) return;
    this.#bytes = new Uint8Array(BUFFER_BYTES);
    this.#view = new DataView(this.#bytes.buffer);
  }

  #countBytes(end: number): number {
    const bytes = this.#bytes;
    const view = this.#view;
    const table = this.#table;
    const splitter = this.#splitter;
    const transitions = splitter.transitions;
    let total = 0;
    for (let start = 0; start < end; ) {
      let at = start;
      let state = 0;
      let hash = 0;
      // The hash is rolled along here instead of over the finished piece: one pass over the bytes less.
      for (;;) {
        const byte = bytes[at]!;
        state = transitions[(state << 8) | byte]!;
        if (state >= EXIT_HERE) break;
        hash = (Math.imul(hash, HASH_FACTOR) + byte) | 0;
        at++;
      }
      if (state !== EXIT_HERE) {
        const walked = at;
        at = splitter.resolve(state, bytes, start, at);
        if (at !== walked) hash = hashRange(bytes, start, at);
      }
      const found = table.find(bytes, view, start, at - start, hash);
      if (found >= 0 && found !== ABSENT) total++;
      else total += found === ABSENT ? this.#countMissing(start, at, hash) : -found;
      start = at;
    }
    return total;
  }

  #countMissing(start: number, end: number, hash: number): number {
    const count = this.#merger.merge(this.#bytes, this.#view, start, end);
    this.#table.cache(this.#bytes, this.#view, start, end - start, hash, count);
    return count;
  }

  #byteEnds(end: number): number[] {
    const bytes = this.#bytes;
    const ends: number[] = [];
    for (let start = 0; start < end; ) {
      const at = pieceEnd(this.#splitter, bytes, start);
      const found = this.#table.find(bytes, this.#view, start, at - start, hashRange(bytes, start, at));
      if (found >= 0 && found !== ABSENT) ends.push(at);
      else this.#merger.merge(bytes, this.#view, start, at, ends);
      start = at;
    }
    return ends;
  }
}

/** Makes the counter of an encoding from its rank data. Throws an Error when that is not rank data. */
export function createBpeCounter(id: string, splitter: Splitter, data: RankData): TokenCounter {
  return new BpeCounter(id, splitter, readRanks(data.bpe_ranks));
}

/** End of the piece that starts at `start`, in UTF-8 bytes closed by a sentinel. */
export function pieceEnd(splitter: Splitter, bytes: Uint8Array, start: number): number {
  let at = start;
  let state = 0;
  for (;;) {
    state = splitter.transitions[(state << 8) | bytes[at]!]!;
    if (state >= EXIT_HERE) return state === EXIT_HERE ? at : splitter.resolve(state, bytes, start, at);
    at++;
  }
}

/** Appends the UTF-16 offsets of `byteEnds`, which count from the code unit `from`; rounds down to a code point. */
function appendTextOffsets(text: string, from: number, byteEnds: readonly number[], ends: number[]): void {
  let unit = from;
  let byte = 0;
  for (const end of byteEnds) {
    while (byte < end) {
      const codePoint = text.codePointAt(unit)!;
      const width = codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      if (byte + width > end) break;
      byte += width;
      unit += width === 4 ? 2 : 1;
    }
    ends.push(unit);
  }
}
