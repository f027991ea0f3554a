import type { Scale } from './scales.ts';

/** Where a trace stands: 0-based places of its file, of its record in the file, and of the trace in the record. */
export interface TracePlace {
  readonly file: number;
  readonly position: number;
  readonly traceIndex: number;
}

/** Values that are kept as they are; with more of them, quantiles are told from the bins. */
export const EXACT_VALUES = 10_000;
/** Places that a bin remembers; of more traces the first ones. */
export const PLACES_OF_BIN = 64;

/** A quantile; `error` is 0 when it is exact, else the true value differs by at most so much. */
export interface Quantile {
  readonly value: number;
  readonly error: number;
}

/** A bar of a distribution: the values from `from` to below `to`, in units of the scale. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly count: number;
}

interface Bin {
  count: number;
  readonly places: TracePlace[];
}

/**
 * How values are spread, in memory that does not grow with their number. Count, sum, least, largest and the counts of bars are
 * exact; quantiles are exact up to `EXACT_VALUES` values. Two distributions merge to that of all values.
 */
export class Distribution {
  readonly scale: Scale;
  readonly #bins = new Map<number, Bin>();
  #values: number[] | null = [];
  #count = 0;
  #sum = 0;
  #least = Number.POSITIVE_INFINITY;
  #largest = 0;

  constructor(scale: Scale) {
    this.scale = scale;
  }

  get count(): number {
    return this.#count;
  }

  /** Sum of the values; exact for counts, to the millionth of each for shares and ratios. */
  get sum(): number {
    return this.scale.valueOf(this.#sum);
  }

  /** Mean, least and largest value; null without values. */
  get mean(): number | null {
    return this.#count === 0 ? null : this.scale.valueOf(this.#sum / this.#count);
  }

  get least(): number | null {
    return this.#count === 0 ? null : this.scale.valueOf(this.#least);
  }

  get largest(): number | null {
    return this.#count === 0 ? null : this.scale.valueOf(this.#largest);
  }

  /** Adds a value; `place` is remembered for the bar that it falls into. */
  add(value: number, place?: TracePlace): void {
    const units = this.scale.unitsOf(value);
    const bin = this.#bin(this.scale.binOf(units));
    bin.count += 1;
    if (place !== undefined && bin.places.length < PLACES_OF_BIN) bin.places.push(place);
    this.#count += 1;
    this.#sum += units;
    this.#least = Math.min(this.#least, units);
    this.#largest = Math.max(this.#largest, units);
    if (this.#values !== null && this.#values.push(units) > EXACT_VALUES) this.#values = null;
  }

  /** Adds all values of another distribution of the same scale. */
  merge(other: Distribution): void {
    for (const [at, { count, places }] of other.#bins) {
      const bin = this.#bin(at);
      bin.count += count;
      bin.places.push(...places.slice(0, PLACES_OF_BIN - bin.places.length));
    }
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#least = Math.min(this.#least, other.#least);
    this.#largest = Math.max(this.#largest, other.#largest);
    const both = this.#count > EXACT_VALUES || !this.#values || !other.#values;
    this.#values = both ? null : [...(this.#values ?? []), ...(other.#values ?? [])];
  }

  /** The value of which the share `q` in (0,1] of all values is not larger (nearest rank); null without values. */
  quantile(q: number): Quantile | null {
    if (this.#count === 0) return null;
    const rank = Math.min(this.#count, Math.max(1, Math.ceil(q * this.#count)));
    if (this.#values !== null) {
      const units = this.#values.toSorted((a, b) => a - b)[rank - 1] ?? 0;
      return { value: this.scale.valueOf(units), error: 0 };
    }
    let before = 0;
    for (const at of this.#sortedBins()) {
      before += this.#bins.get(at)?.count ?? 0;
      if (before >= rank) return this.#middleOf(at);
    }
    return null;
  }

  /** Bars over all values, empty ones between them included; none without values. */
  bars(most = 24): readonly Bar[] {
    if (this.#count === 0) return [];
    return this.barsAt(this.scale.bars(this.#least, this.#largest, most));
  }

  /** Bars between these edges, which have to be edges of bins: those that `scale.bars` gave. */
  barsAt(edges: readonly number[]): readonly Bar[] {
    const counts = new Array<number>(Math.max(0, edges.length - 1)).fill(0);
    let bar = 0;
    for (const at of this.#sortedBins()) {
      const [from] = this.scale.edgesOf(at);
      while (bar + 1 < counts.length && from >= (edges[bar + 1] ?? 0)) bar += 1;
      counts[bar] = (counts[bar] ?? 0) + (this.#bins.get(at)?.count ?? 0);
    }
    return counts.map((count, index) => {
      const [from, to] = [edges[index] ?? 0, edges[index + 1] ?? 0];
      return { from, to, label: this.scale.label(from, to), count };
    });
  }

  /** Places of the values of a bar, in the order of the files; of many the first ones of each bin. */
  placesOf({ from, to }: Pick<Bar, 'from' | 'to'>): readonly TracePlace[] {
    const inside = [...this.#bins].filter(([at]) => {
      const [start] = this.scale.edgesOf(at);
      return start >= from && start < to;
    });
    return inside.flatMap(([, bin]) => bin.places).toSorted(byPlace);
  }

  #bin(at: number): Bin {
    const bin = this.#bins.get(at) ?? { count: 0, places: [] };
    this.#bins.set(at, bin);
    return bin;
  }

  #sortedBins(): readonly number[] {
    return [...this.#bins.keys()].toSorted((a, b) => a - b);
  }

  /** The middle of what a bin can hold, no further than the least and the largest value. */
  #middleOf(at: number): Quantile {
    const [from, to] = this.scale.edgesOf(at);
    const [low, high] = [Math.max(from, this.#least), Math.min(to - 1, this.#largest)];
    const middle = Math.floor((low + high) / 2);
    return { value: this.scale.valueOf(middle), error: this.scale.valueOf(high - middle) };
  }
}

/** The order of traces in their files. */
export function byPlace(a: TracePlace, b: TracePlace): number {
  return a.file - b.file || a.position - b.position || a.traceIndex - b.traceIndex;
}
