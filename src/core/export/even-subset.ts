/** How many of m tokens become contemplation tokens of CCoT (arXiv 2412.13171): k = ceil(r * m), at most all. */
export function tokensKept(m: number, r: number): number {
  // 0.1 * 30 is a little above 3 in floating point.
  return Math.min(m, Math.ceil(r * m - 1e-9));
}

/** 0-based indices of the k tokens out of m, evenly spaced and ending in the last: round(j * m / k) for j = 1..k, counted from 1. Empty for m = 0. */
export function evenSubset(m: number, r: number): readonly number[] {
  const k = tokensKept(m, r);
  return Array.from({ length: k }, (_, j) => Math.round(((j + 1) * m) / k) - 1);
}
