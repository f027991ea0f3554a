import { PLACES_OF_BIN, type TracePlace } from './distribution.ts';

/** Figures of one kind of thing. */
export interface Tally {
  /** Things of this kind, e.g. steps. */
  readonly count: number;
  readonly tokens: number;
  /** Traces with such a thing. */
  readonly traces: number;
  /** Places of the first such traces. */
  readonly places: readonly TracePlace[];
}

interface Open {
  count: number;
  tokens: number;
  traces: number;
  readonly places: TracePlace[];
}

/** Tallies by name; names are those of closed lists, so that memory does not grow with the traces. */
export class Tallies {
  readonly #all = new Map<string, Open>();

  /** Adds the things of one trace. */
  add(name: string, count: number, tokens: number, place: TracePlace): void {
    const tally = this.#of(name);
    tally.count += count;
    tally.tokens += tokens;
    tally.traces += 1;
    if (tally.places.length < PLACES_OF_BIN) tally.places.push(place);
  }

  merge(other: Tallies): void {
    for (const [name, { count, tokens, traces, places }] of other.#all) {
      const tally = this.#of(name);
      tally.count += count;
      tally.tokens += tokens;
      tally.traces += traces;
      tally.places.push(...places.slice(0, PLACES_OF_BIN - tally.places.length));
    }
  }

  get(name: string): Tally | undefined {
    return this.#all.get(name);
  }

  /** All tallies, those of most tokens first. */
  sorted(): readonly (readonly [string, Tally])[] {
    return [...this.#all].toSorted(([a, x], [b, y]) => y.tokens - x.tokens || y.count - x.count || (a < b ? -1 : 1));
  }

  #of(name: string): Open {
    const tally = this.#all.get(name) ?? { count: 0, tokens: 0, traces: 0, places: [] };
    this.#all.set(name, tally);
    return tally;
  }
}
