import type { Problem } from '../model/problem.ts';

/**
 * How records lie in a corpus. `jsonl`: one a line; `json-array`: the elements of the outermost array;
 * `json-object`: one value (or several, one after the other) written over several lines.
 */
export type CorpusFormat = 'jsonl' | 'json-array' | 'json-object';

/** Trouble with the corpus as a whole; `offset` counts what the text is made of (UTF-16 units, or bytes in a byte index). */
export interface CorpusProblem extends Problem {
  /** 1-based. */
  readonly line: number;
  readonly offset: number;
}

/** Where one record stands. `number`: its line in JSON Lines, else its 1-based place; `line`: 1-based line of its start. */
export interface RecordSpan {
  readonly number: number;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}
