import type { Counted } from './types.ts';

/** Counts sentences. */
export class Counter {
  readonly #times = new Map<string, number>();

  add(reason: string): void {
    this.#times.set(reason, (this.#times.get(reason) ?? 0) + 1);
  }

  counted(): Counted {
    return [...this.#times].sort(([, a], [, b]) => b - a);
  }
}
