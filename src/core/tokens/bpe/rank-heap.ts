const POSITIONS = 2 ** 32;
const KEPT_SIZE = 1 << 16;

/** A binary heap of (rank, position) that gives the lowest rank first and, on a tie, the lowest position. */
export class RankHeap {
  #keys = new Float64Array(KEPT_SIZE);
  size = 0;
  /** The position that belongs to the rank last popped. */
  position = 0;

  /** Empties the heap and makes room for about `expected` entries. */
  reset(expected: number): void {
    this.size = 0;
    if (expected > this.#keys.length) this.#keys = new Float64Array(expected);
  }

  /** Gives the room of a large run back. */
  release(): void {
    this.size = 0;
    if (this.#keys.length > KEPT_SIZE) this.#keys = new Float64Array(KEPT_SIZE);
  }

  push(rank: number, position: number): void {
    if (this.size === this.#keys.length) {
      const grown = new Float64Array(this.size * 2);
      grown.set(this.#keys);
      this.#keys = grown;
    }
    const keys = this.#keys;
    const key = rank * POSITIONS + position;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (keys[parent]! <= key) break;
      keys[at] = keys[parent]!;
      at = parent;
    }
    keys[at] = key;
  }

  /** Takes the first entry, gives its rank and sets `position`. Not to be called on an empty heap. */
  pop(): number {
    const keys = this.#keys;
    const first = keys[0]!;
    const size = --this.size;
    const last = keys[size]!;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child++;
      if (keys[child]! >= last) break;
      keys[at] = keys[child]!;
      at = child;
    }
    keys[at] = last;
    const rank = Math.floor(first / POSITIONS);
    this.position = first - rank * POSITIONS;
    return rank;
  }
}
