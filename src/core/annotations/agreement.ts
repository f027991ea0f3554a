/** What each annotator said of each unit: `units[u][a]` is annotator `a`'s value of unit `u`, null where there is none. */
export type Judgements = readonly (readonly (string | null)[])[];

/** How two annotators agree on the units that both judged. */
export interface PairAgreement {
  /** Units that both judged. */
  readonly both: number;
  readonly equal: number;
  /**
   * Cohen's kappa (J. Cohen, "A coefficient of agreement for nominal scales", 1960): (observed - chance) / (1 - chance). Null without
   * common units, or where both always gave one and the same value, so that chance alone explains all.
   */
  readonly kappa: number | null;
}

/** Cohen's kappa of annotators `a` and `b` (their places in the rows). */
export function cohenKappa(units: Judgements, a: number, b: number): PairAgreement {
  const first = new Map<string, number>();
  const second = new Map<string, number>();
  let both = 0;
  let equal = 0;
  for (const unit of units) {
    const left = unit[a] ?? null;
    const right = unit[b] ?? null;
    if (left === null || right === null) continue;
    both += 1;
    if (left === right) equal += 1;
    count(first, left);
    count(second, right);
  }
  let chance = 0;
  for (const [value, times] of first) chance += (times / both) * ((second.get(value) ?? 0) / both);
  return { both, equal, kappa: both === 0 || chance === 1 ? null : (equal / both - chance) / (1 - chance) };
}

/** How far apart two values are, 0 for equal ones; `counts` says how often each value was paired. */
export type Distance = (a: string, b: string, counts: ReadonlyMap<string, number>) => number;

/** Labels: any two are equally far apart. */
export const nominal: Distance = (a, b) => (a === b ? 0 : 1);

/** Values that are numbers: the square of their difference. */
export const interval: Distance = (a, b) => (Number(a) - Number(b)) ** 2;

/** Ranks that are numbers: the square of the pairings between them, each end by half. */
export const ordinal: Distance = (a, b, counts) => {
  const [low, high] = Number(a) < Number(b) ? [Number(a), Number(b)] : [Number(b), Number(a)];
  let between = 0;
  for (const [value, times] of counts) {
    const rank = Number(value);
    if (rank >= low && rank <= high) between += rank === low || rank === high ? times / 2 : times;
  }
  return low === high ? 0 : between ** 2;
};

/**
 * Krippendorff's alpha (K. Krippendorff, "Computing Krippendorff's alpha-reliability", 2011): 1 - observed / expected disagreement,
 * for any number of annotators and missing values. Null with fewer than two values to compare or where all are equal.
 */
export function krippendorffAlpha(units: Judgements, distance: Distance = nominal): number | null {
  const pairs = new Map<string, Map<string, number>>();
  const counts = new Map<string, number>();
  let total = 0;
  for (const unit of units) {
    const values = unit.filter((value) => value !== null);
    if (values.length < 2) continue;
    total += values.length;
    const times = new Map<string, number>();
    for (const value of values) {
      count(counts, value);
      count(times, value);
    }
    for (const [a, left] of times) {
      for (const [b, right] of times) {
        const ordered = a === b ? left * (left - 1) : left * right;
        const row = pairs.get(a) ?? new Map<string, number>();
        row.set(b, (row.get(b) ?? 0) + ordered / (values.length - 1));
        pairs.set(a, row);
      }
    }
  }
  let observed = 0;
  let expected = 0;
  for (const [a, left] of counts) {
    for (const [b, right] of counts) {
      const apart = distance(a, b, counts);
      observed += (pairs.get(a)?.get(b) ?? 0) * apart;
      expected += (a === b ? left * (left - 1) : left * right) * apart;
    }
  }
  return expected === 0 ? null : 1 - (observed * (total - 1)) / expected;
}

function count(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}
