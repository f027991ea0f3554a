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
