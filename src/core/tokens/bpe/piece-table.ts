import { hashRange, spreadHash } from './byte-hash.ts';

/** What `PieceTable.find` gives for bytes that are in no table. Greater than every rank. */
export const ABSENT = 0x7fffffff;

/** Byte buffers handed to a `PieceTable` need this many readable bytes after the last piece. */
export const TABLE_SLACK = 12;

const SHORT_MAX = 12;
const CACHED_PIECE_MAX = 512;
const PROBE_MAX = 64;
const LONG_SLOTS = 1 << 16;
const LONG_TOKENS_MAX = LONG_SLOTS >>> 1;
const LONG_EXTRAS_MAX = LONG_SLOTS >>> 2;
const POOL_EXTRA = 1 << 20;

/**
 * Maps byte strings to the rank of a vocabulary entry or to the cached token count of a piece that is no entry.
 *
 * Both kinds live in the same two open-addressing tables. Up to 12 bytes: four words a slot, three with the key itself
 * (little-endian, zero after its end) and one with `value << 5 | cached << 4 | length`; the full key is compared, so a
 * hit is exact. Longer: `hash, offset into the pool, length << 1 | cached, value`. The cache is bounded: entries are
 * dropped all at once, which is one pass, because vocabulary entries were there first and so never probe past a cached one.
 */
export class PieceTable {
  readonly #short: Int32Array;
  readonly #shortMask: number;
  readonly #shortShift: number;
  readonly #long = new Int32Array(LONG_SLOTS * 4);
  #pool = new Uint8Array(POOL_EXTRA);
  #poolEnd = 0;
  #vocabularyPoolEnd = 0;
  #longTokens = 0;
  #cachedLong = 0;
  #cachedShort = 0;
  #cachedShortMax: number;
  /** Length in bytes of the longest vocabulary entry. */
  longestToken = 0;

  /** @param expected about how many vocabulary entries will be added; @param cacheLimit most cached short pieces. */
  constructor(expected: number, cacheLimit?: number) {
    const bits = Math.max(10, Math.ceil(Math.log2(expected * 2.5)));
    const slots = 2 ** bits;
    this.#short = new Int32Array(slots * 4);
    this.#shortMask = slots * 4 - 1;
    this.#shortShift = 32 - bits;
    this.#cachedShortMax = Math.min(cacheLimit ?? slots, Math.max(0, Math.floor(slots * 0.75) - expected));
  }

  /** How many pieces the cache holds now. */
  get cached(): number {
    return this.#cachedShort + this.#cachedLong;
  }

  /** The most short pieces that the cache will hold. */
  get cacheLimit(): number {
    return this.#cachedShortMax + LONG_EXTRAS_MAX;
  }

  /**
   * Looks up `bytes[start..start+length)`, whose rolling hash is `hash`; `view` is a view on the same buffer.
   * Gives the rank (0 or more), a cached token count as a negative number, or `ABSENT`.
   */
  find(bytes: Uint8Array, view: DataView, start: number, length: number, hash: number): number {
    if (length > SHORT_MAX) return this.#findLong(bytes, start, length, hash);
    const table = this.#short;
    let key0 = view.getInt32(start, true);
    let key1 = 0;
    let key2 = 0;
    if (length < 4) key0 &= (1 << (length << 3)) - 1;
    else if (length > 4) {
      key1 = view.getInt32(start + 4, true);
      if (length < 8) key1 &= (1 << ((length - 4) << 3)) - 1;
      else if (length > 8) {
        key2 = view.getInt32(start + 8, true);
        if (length < 12) key2 &= (1 << ((length - 8) << 3)) - 1;
      }
    }
    let slot = (spreadHash(hash) >>> this.#shortShift) << 2;
    for (;;) {
      const meta = table[slot + 3]!;
      if (meta === 0) return ABSENT;
      if (table[slot] === key0 && table[slot + 1] === key1 && table[slot + 2] === key2 && (meta & 15) === length) {
        return (meta & 16) === 0 ? meta >>> 5 : -(meta >>> 5);
      }
      slot = (slot + 4) & this.#shortMask;
    }
  }

  #findLong(bytes: Uint8Array, start: number, length: number, hash: number): number {
    const table = this.#long;
    let slot = (spreadHash(hash) >>> 16) << 2;
    for (;;) {
      const meta = table[slot + 2]!;
      if (meta === 0) return ABSENT;
      if (table[slot] === hash && meta >>> 1 === length && this.#sameBytes(bytes, start, length, table[slot + 1]!)) {
        return (meta & 1) === 0 ? table[slot + 3]! : -table[slot + 3]!;
      }
      slot = (slot + 4) & (LONG_SLOTS * 4 - 1);
    }
  }

  #sameBytes(bytes: Uint8Array, start: number, length: number, offset: number): boolean {
    const pool = this.#pool;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== pool[offset + i]) return false;
    return true;
  }

  /** Adds a vocabulary entry. Only before the first `cache` call. */
  addToken(bytes: Uint8Array, view: DataView, length: number, rank: number): void {
    const hash = hashRange(bytes, 0, length);
    if (length > this.longestToken) this.longestToken = length;
    if (length <= SHORT_MAX) {
      this.#insertShort(view, 0, length, hash, (rank << 5) | length, Number.POSITIVE_INFINITY);
      return;
    }
    if (++this.#longTokens > LONG_TOKENS_MAX) throw new Error('The vocabulary has too many long tokens.');
    this.#insertLong(bytes, 0, length, hash, length << 1, rank);
    this.#vocabularyPoolEnd = this.#poolEnd;
  }

  /** Remembers the token count of a piece that `find` did not know. Very long pieces are not kept. */
  cache(bytes: Uint8Array, view: DataView, start: number, length: number, hash: number, count: number): void {
    if (length > CACHED_PIECE_MAX) return;
    if (length <= SHORT_MAX) {
      if (this.#cachedShortMax === 0) return;
      if (this.#cachedShort >= this.#cachedShortMax) this.clearCache();
      const meta = (count << 5) | 16 | length;
      if (this.#insertShort(view, start, length, hash, meta, PROBE_MAX)) this.#cachedShort++;
      return;
    }
    const full = this.#poolEnd - this.#vocabularyPoolEnd + length > POOL_EXTRA;
    if (full || this.#cachedLong >= LONG_EXTRAS_MAX) this.clearCache();
    this.#insertLong(bytes, start, length, hash, (length << 1) | 1, count);
    this.#cachedLong++;
  }

  /** Forgets the cached counts; the vocabulary stays. */
  clearCache(): void {
    const short = this.#short;
    for (let at = 3; at < short.length; at += 4) if ((short[at]! & 16) !== 0) short[at] = 0;
    const long = this.#long;
    for (let at = 2; at < long.length; at += 4) if ((long[at]! & 1) !== 0) long[at] = 0;
    this.#poolEnd = this.#vocabularyPoolEnd;
    this.#cachedShort = 0;
    this.#cachedLong = 0;
  }

  #insertShort(view: DataView, start: number, length: number, hash: number, meta: number, probes: number): boolean {
    const table = this.#short;
    let slot = (spreadHash(hash) >>> this.#shortShift) << 2;
    for (let probe = 0; table[slot + 3] !== 0; probe++) {
      if (probe >= probes) return false;
      slot = (slot + 4) & this.#shortMask;
    }
    for (let word = 0; word < 3; word++) {
      const left = length - word * 4;
      const key = left <= 0 ? 0 : view.getInt32(start + word * 4, true);
      table[slot + word] = left >= 4 || left <= 0 ? key : key & ((1 << (left << 3)) - 1);
    }
    table[slot + 3] = meta;
    return true;
  }

  #insertLong(bytes: Uint8Array, start: number, length: number, hash: number, meta: number, value: number): void {
    const table = this.#long;
    let slot = (spreadHash(hash) >>> 16) << 2;
    while (table[slot + 2] !== 0) slot = (slot + 4) & (LONG_SLOTS * 4 - 1);
    const offset = this.#poolEnd;
    if (offset + length > this.#pool.length) {
      const grown = new Uint8Array(this.#pool.length + POOL_EXTRA);
      grown.set(this.#pool);
      this.#pool = grown;
    }
    this.#pool.set(bytes.subarray(start, start + length), offset);
    this.#poolEnd = offset + length;
    table[slot] = hash;
    table[slot + 1] = offset;
    table[slot + 2] = meta;
    table[slot + 3] = value;
  }
}
