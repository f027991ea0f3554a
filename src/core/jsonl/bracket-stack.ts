const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;

/** Open brackets of JSON text, one byte each, so that a line of forty million brackets costs forty megabytes and no more. */
export class BracketStack {
  depth = 0;
  private kinds = new Uint8Array(64);

  push(open: number): void {
    if (this.depth === this.kinds.length) {
      const larger = new Uint8Array(this.kinds.length * 2);
      larger.set(this.kinds);
      this.kinds = larger;
    }
    this.kinds[this.depth] = open;
    this.depth += 1;
  }

  /** Takes the top away when `close` fits it; false, and nothing taken, when it does not. */
  pop(close: number): boolean {
    const open = close === CLOSE_ARRAY ? OPEN_ARRAY : OPEN_OBJECT;
    if (this.depth === 0 || this.kinds[this.depth - 1] !== open) return false;
    this.depth -= 1;
    return true;
  }
}
