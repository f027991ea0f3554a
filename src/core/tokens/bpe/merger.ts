import { hashRange } from './byte-hash.ts';
import { ABSENT, type PieceTable } from './piece-table.ts';
import { RankHeap } from './rank-heap.ts';

const SMALL_MAX = 128;

/**
 * Byte-pair merging of one piece: of all neighbouring parts, the pair with the lowest rank is joined, the leftmost one
 * on a tie, until no pair has a rank. Quadratic only up to 128 bytes; n log n above.
 */
export class Merger {
  readonly #table: PieceTable;
  readonly #starts = new Int32Array(SMALL_MAX + 1);
  readonly #ranks = new Int32Array(SMALL_MAX + 1);
  readonly #heap = new RankHeap();

  constructor(table: PieceTable) {
    this.#table = table;
  }

  /**
   * Tokens of the piece `bytes[start..end)`, which must not be empty; `view` is a view on the same buffer. When `ends`
   * is given, the end offset of each token in `bytes` is appended to it.
   */
  merge(bytes: Uint8Array, view: DataView, start: number, end: number, ends?: number[]): number {
    return end - start <= SMALL_MAX
      ? this.#mergeSmall(bytes, view, start, end, ends)
      : this.#mergeLarge(bytes, view, start, end, ends);
  }

  #rank(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const length = end - start;
    if (length > this.#table.longestToken) return ABSENT;
    const found = this.#table.find(bytes, view, start, length, hashRange(bytes, start, end));
    return found < 0 ? ABSENT : found;
  }

  #mergeSmall(bytes: Uint8Array, view: DataView, start: number, end: number, ends?: number[]): number {
    const starts = this.#starts;
    const ranks = this.#ranks;
    let parts = end - start;
    for (let i = 0; i <= parts; i++) starts[i] = start + i;
    for (let i = 0; i < parts - 1; i++) ranks[i] = this.#rank(bytes, view, start + i, start + i + 2);
    for (;;) {
      let lowest = ABSENT;
      let at = -1;
      for (let i = 0; i < parts - 1; i++) {
        const rank = ranks[i]!;
        if (rank < lowest) {
          lowest = rank;
          at = i;
        }
      }
      if (at < 0) break;
      starts.copyWithin(at + 1, at + 2, parts + 1);
      ranks.copyWithin(at, at + 1, parts - 1);
      parts--;
      if (at < parts - 1) ranks[at] = this.#rank(bytes, view, starts[at]!, starts[at + 2]!);
      if (at > 0) ranks[at - 1] = this.#rank(bytes, view, starts[at - 1]!, starts[at + 1]!);
    }
    if (ends) for (let i = 1; i <= parts; i++) ends.push(starts[i]!);
    return parts;
  }

  #mergeLarge(bytes: Uint8Array, view: DataView, start: number, end: number, ends?: number[]): number {
    const length = end - start;
    // Parts are named by their first byte; `next` and `previous` link them, `ranks` holds the rank of a part and its
    // right neighbour together. A heap entry is stale when that rank has changed since.
    const next = new Int32Array(length + 1);
    const previous = new Int32Array(length + 1);
    const ranks = new Int32Array(length + 1).fill(ABSENT);
    const heap = this.#heap;
    heap.reset(length);
    const rate = (part: number): void => {
      const right = next[part]!;
      const rank = right >= length ? ABSENT : this.#rank(bytes, view, start + part, start + next[right]!);
      ranks[part] = rank;
      if (rank !== ABSENT) heap.push(rank, part);
    };
    for (let part = 0; part <= length; part++) {
      next[part] = part + 1;
      previous[part] = part - 1;
    }
    for (let part = 0; part < length - 1; part++) rate(part);
    let parts = length;
    while (heap.size > 0) {
      const rank = heap.pop();
      const part = heap.position;
      if (ranks[part] !== rank) continue;
      const right = next[part]!;
      const after = next[right]!;
      next[part] = after;
      previous[after] = part;
      ranks[right] = ABSENT;
      parts--;
      rate(part);
      if (part > 0) rate(previous[part]!);
    }
    heap.release();
    if (ends) for (let part = 0; part < length; part = next[part]!) ends.push(start + next[part]!);
    return parts;
  }
}
