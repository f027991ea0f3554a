/** Finest bins of an octave of whole numbers. */
const PARTS = 32;
/** Below this every whole number has a bin of its own. */
const SINGLE = 2 * PARTS;
/** 2 ** LOW = SINGLE. */
const LOW = 6;
const LARGEST = 2 ** 31 - 1;
/** Shares and ratios are held as whole millionths, so that their sums are the same in any order. */
const MILLION = 1_000_000;

/**
 * How values are put into bins. Values are held as whole units; the bins are the same for every set of values, so that two sets
 * merge by adding their counts.
 */
export interface Scale {
  readonly id: 'count' | 'share' | 'ratio';
  /** The value in whole units, not below 0. */
  unitsOf(value: number): number;
  valueOf(units: number): number;
  binOf(units: number): number;
  /** First units of a bin and first past it. */
  edgesOf(bin: number): readonly [number, number];
  /** Edges of bars, in units, each an edge of a bin, so that the counts of bars are exact. At most `most` bars where that can be. */
  bars(least: number, largest: number, most: number): readonly number[];
  /** The bar for people: "64-79", "10-20 %". */
  label(from: number, to: number): string;
}

/** Whole numbers from 0: tokens, steps. Bins widen with the value, by at most 1/32 of it. */
export const COUNT_SCALE: Scale = {
  id: 'count',
  unitsOf: (value) => Math.min(LARGEST, Math.max(0, Math.round(value))),
  valueOf: (units) => units,
  binOf: (units) => {
    if (units < SINGLE) return units;
    const octave = 31 - Math.clz32(units);
    return SINGLE + (octave - LOW) * PARTS + (units >>> (octave - 5)) - PARTS;
  },
  edgesOf: (bin) => {
    if (bin < SINGLE) return [bin, bin + 1];
    const octave = LOW + Math.floor((bin - SINGLE) / PARTS);
    const part = PARTS + ((bin - SINGLE) % PARTS);
    const width = 2 ** (octave - 5);
    return [part * width, (part + 1) * width];
  },
  bars: (least, largest, most) => {
    for (let parts = PARTS; parts > 1; parts /= 2) {
      const edges = countEdges(least, largest, parts, most);
      if (edges !== null) return edges;
    }
    return countEdges(least, largest, 1, Number.POSITIVE_INFINITY) ?? [];
  },
  label: (from, to) => (to - from <= 1 ? grouped(from) : `${grouped(from)}–${grouped(to - 1)}`),
};

/** Shares in [0,1], in bins of one percent. */
export const SHARE_SCALE: Scale = {
  id: 'share',
  unitsOf: (value) => Math.round(Math.min(1, Math.max(0, value)) * MILLION),
  valueOf: (units) => units / MILLION,
  binOf: (units) => Math.min(99, Math.floor(units / (MILLION / 100))),
  // The whole belongs to the last bin.
  edgesOf: (bin) => [bin * (MILLION / 100), bin === 99 ? MILLION + 1 : (bin + 1) * (MILLION / 100)],
  bars: () => [...Array.from({ length: 10 }, (_, index) => index * (MILLION / 10)), MILLION + 1],
  label: (from, to) => `${from / (MILLION / 100)}–${Math.floor(to / (MILLION / 100))} %`,
};

const TWICE = 2 * MILLION;

/** What is left of something, as a ratio from 0; in bins of five percent, what is twice as long and more in one. */
export const RATIO_SCALE: Scale = {
  id: 'ratio',
  unitsOf: (value) => Math.round(Math.min(1000, Math.max(0, value)) * MILLION),
  valueOf: (units) => units / MILLION,
  binOf: (units) => Math.min(40, Math.floor(units / (MILLION / 20))),
  edgesOf: (bin) => [bin * (MILLION / 20), bin === 40 ? 1000 * MILLION + 1 : (bin + 1) * (MILLION / 20)],
  bars: (_least, largest) => {
    const last = Math.max(MILLION, Math.min(TWICE, Math.ceil((largest + 1) / (MILLION / 10)) * (MILLION / 10)));
    const edges = Array.from({ length: last / (MILLION / 10) + 1 }, (_, index) => index * (MILLION / 10));
    return largest >= TWICE ? [...edges, 1000 * MILLION + 1] : edges;
  },
  label: (from, to) =>
    from >= TWICE ? '200 % and more' : `${from / (MILLION / 100)}–${Math.round(to / (MILLION / 100))} %`,
};

/** Edges with `parts` bars an octave, from the one at or below `least`; null when there are more than `most` bars. */
function countEdges(least: number, largest: number, parts: number, most: number): readonly number[] | null {
  const first = floorEdge(least, parts);
  const edges = [first];
  for (let edge = first; edge <= largest; ) {
    edge += widthAt(edge, parts);
    edges.push(edge);
    if (edges.length > most + 1) return null;
  }
  return edges;
}

function widthAt(value: number, parts: number): number {
  return value < 2 * parts ? 1 : 2 ** (Math.floor(Math.log2(value)) - Math.log2(parts));
}

function floorEdge(value: number, parts: number): number {
  const width = widthAt(value, parts);
  return Math.floor(value / width) * width;
}

function grouped(value: number): string {
  return value.toLocaleString('en');
}
