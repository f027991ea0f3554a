/**
 * Where the characters of a decoded text stand in the document. Runs of verbatim text and single escapes follow one
 * another; a verbatim run (maybe empty) stands behind every escape and mark, so that line feeds and ends have a place.
 */
export class OffsetMap {
  readonly #source: number[] = [];
  readonly #document: number[] = [];

  /** From `source` on, the text stands from `document` on. Both must not fall from call to call. */
  add(source: number, document: number): void {
    this.#source.push(source);
    this.#document.push(document);
  }

  /** Document offset at which the character at `source` starts. */
  startOf(source: number): number {
    const run = this.#runAt(source);
    return (this.#document[run] ?? 0) + Math.max(0, source - (this.#source[run] ?? 0));
  }

  /** Document offset at which the character before `source` ends; that of offset 0 is where the text starts. */
  endOf(source: number): number {
    if (source <= 0) return this.#document[0] ?? 0;
    const run = this.#runAt(source - 1);
    const verbatim = (this.#document[run] ?? 0) + source - (this.#source[run] ?? 0);
    const next = this.#document[run + 1];
    // An escape is one character long in the source and ends where the run behind it starts.
    const isEscape = this.#source[run + 1] === source && this.#escapes.has(run);
    return isEscape && next !== undefined ? next : verbatim;
  }

  readonly #escapes = new Set<number>();

  /** The one character at `source` is written as an escape at `document` that ends at `end`. */
  addEscape(source: number, document: number, end: number): void {
    this.#escapes.add(this.#source.length);
    this.add(source, document);
    this.add(source + 1, end);
  }

  /** The last run that starts at or before `source`. */
  #runAt(source: number): number {
    let low = 0;
    let high = this.#source.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#source[middle] ?? 0) <= source) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
