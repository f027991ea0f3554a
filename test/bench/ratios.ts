import { appendFileSync } from 'node:fs';

/** A figure of a benchmark that does not depend on how fast the machine is: a ratio within one run, or a size. */
export interface Ratio {
  /** "bench.what" */
  readonly name: string;
  readonly value: number;
  readonly better: 'higher' | 'lower';
  /** What the value is in, for people: "x js-tiktoken", "kB". */
  readonly unit: string;
}

/** Hands a ratio to `npm run bench`; does nothing when a benchmark runs by itself. */
export function tellRatio(ratio: Ratio): void {
  const file = process.env.COT_LENS_RATIOS;
  if (file) appendFileSync(file, `${JSON.stringify(ratio)}\n`);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
