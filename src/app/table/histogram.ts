/** How the numbers of a column are distributed. */
export interface Histogram {
  readonly least: number;
  readonly most: number;
  /** How many numbers there are; those that are not finite do not count. */
  readonly count: number;
  /** Numbers in each of equally wide bins from `least` to `most`. */
  readonly bins: readonly number[];
  readonly median: number;
}

/** The distribution of numbers; null when there are none. `median` is exact to one bin of 1,024. */
export function histogramOf(values: Float32Array | Float64Array, bins = 20): Histogram | null {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let count = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count += 1;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (count === 0) return null;
  const coarse = filled(values, { least, most, bins });
  const fine = filled(values, { least, most, bins: 1024 });
  let seen = 0;
  const middle = fine.findIndex((size) => {
    seen += size;
    return seen * 2 >= count;
  });
  return {
    least,
    most,
    count,
    bins: coarse,
    median: least + ((most - least) * (middle + (most > least ? 0.5 : 0))) / 1024,
  };
}

function filled(
  values: Float32Array | Float64Array,
  { least, most, bins }: { readonly least: number; readonly most: number; readonly bins: number },
): readonly number[] {
  const sizes = new Array<number>(bins).fill(0);
  const range = most - least;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    // Divided first: of numbers that hardly differ, bins over the range would not be finite.
    const share = range > 0 && Number.isFinite(range) ? (value - least) / range : 0;
    const bin = Math.min(bins - 1, Math.floor(share * bins));
    sizes[bin] = (sizes[bin] ?? 0) + 1;
  }
  return sizes;
}
