/** One scored step. */
export interface Scored {
  readonly score: number;
  readonly label: boolean;
}

/** Area under the ROC curve; ties count half. NaN when a class is missing. */
export function auc(items: readonly Scored[]): number {
  const sorted = [...items].sort((a, b) => a.score - b.score);
  let rankSum = 0;
  let positives = 0;
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (end < sorted.length && sorted[end]?.score === sorted[i]?.score) end++;
    const rank = (i + 1 + end) / 2;
    for (let k = i; k < end; k++) {
      if (sorted[k]?.label !== true) continue;
      rankSum += rank;
      positives++;
    }
    i = end;
  }
  const negatives = sorted.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

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
