const MAX_CELLS = 250_000;
const ALIKE = 0.3;

/** How alike two texts are at their ends, in [0,1]: the share of the longer one that a common start and end make up. */
export function likeness(a: string, b: string): number {
  if (a === b) return 1;
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a.charCodeAt(start) === b.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < most - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end += 1;
  return (start + end) / Math.max(a.length, b.length, 1);
}

type Pair = readonly [number, number];

/** Best pairing in order of the middles, by summed likeness; too large a middle is not paired. */
function pairMiddle(a: readonly string[], b: readonly string[]): Pair[] {
  const width = b.length + 1;
  if (a.length === 0 || b.length === 0 || a.length * b.length > MAX_CELLS) return [];
  const best = new Float64Array((a.length + 1) * width);
  const scores = new Float64Array(a.length * b.length);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const alike = likeness(a[i] ?? '', b[j] ?? '');
      const score = alike === 1 ? 2 : alike >= ALIKE ? alike : 0;
      scores[i * b.length + j] = score;
      const paired = score > 0 ? score + (best[(i + 1) * width + j + 1] ?? 0) : 0;
      best[i * width + j] = Math.max(paired, best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0);
    }
  }
  const pairs: Pair[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const score = scores[i * b.length + j] ?? 0;
    const here = best[i * width + j] ?? 0;
    if (score > 0 && here === score + (best[(i + 1) * width + j + 1] ?? 0)) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    } else if (here === (best[(i + 1) * width + j] ?? 0)) i += 1;
    else j += 1;
  }
  return pairs;
}

/** Fills the gaps between pairs: old and new items that are left over are paired in order, as far as both reach. */
function fillGaps(pairs: readonly Pair[], oldCount: number, newCount: number): Pair[] {
  const filled: Pair[] = [];
  let i = 0;
  let j = 0;
  for (const [a, b] of [...pairs, [oldCount, newCount] as const]) {
    while (i < a && j < b) {
      filled.push([i, j]);
      i += 1;
      j += 1;
    }
    if (a < oldCount) filled.push([a, b]);
    i = a + 1;
    j = b + 1;
  }
  return filled;
}

/** Which old item becomes which new one, in order: pairs of 0-based indices; old items in no pair go, new ones are inserted. */
export function alignItems(oldItems: readonly string[], newItems: readonly string[]): readonly Pair[] {
  const most = Math.min(oldItems.length, newItems.length);
  let start = 0;
  while (start < most && oldItems[start] === newItems[start]) start += 1;
  let end = 0;
  while (end < most - start && oldItems[oldItems.length - 1 - end] === newItems[newItems.length - 1 - end]) end += 1;
  const middle = pairMiddle(oldItems.slice(start, oldItems.length - end), newItems.slice(start, newItems.length - end));
  const head = Array.from({ length: start }, (_, k): Pair => [k, k]);
  const tail = Array.from({ length: end }, (_, k): Pair => [oldItems.length - end + k, newItems.length - end + k]);
  const pairs = [...head, ...middle.map(([a, b]): Pair => [a + start, b + start]), ...tail];
  return fillGaps(pairs, oldItems.length, newItems.length);
}
