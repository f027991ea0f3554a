import type { Scored } from '../../src/core/analysis/fit/auc.ts';

/** Average precision; within ties the order is that of the worst case. */
export function averagePrecision(items: readonly Scored[]): number {
  const sorted = [...items].sort((a, b) => b.score - a.score || Number(a.label) - Number(b.label));
  let hits = 0;
  let sum = 0;
  sorted.forEach((item, index) => {
    if (!item.label) return;
    hits++;
    sum += hits / (index + 1);
  });
  return hits === 0 ? Number.NaN : sum / hits;
}

/** Harmonic mean of precision and recall of the flagged class. */
export function f1(items: readonly { readonly flagged: boolean; readonly label: boolean }[]): number {
  const hit = items.filter((i) => i.flagged && i.label).length;
  const all = items.filter((i) => i.flagged).length + items.filter((i) => i.label).length;
  return all === 0 ? Number.NaN : (2 * hit) / all;
}

export function share(part: number, whole: number): number {
  return whole === 0 ? Number.NaN : part / whole;
}
