import { answersEqual } from '../analysis/answer-equality.ts';

/** The answer that most of several samples gave. */
export interface Agreement {
  readonly answer: string;
  /** Samples that gave it. */
  readonly count: number;
  /** count / all samples, in [0,1]. */
  readonly share: number;
  /** The share is above the threshold, so that the answer may be trusted without labels. */
  readonly kept: boolean;
}

/**
 * Majority vote over sampled answers, the label-free filter of System 2 distillation (arXiv 2407.06023): kept when more than
 * `threshold` of all samples agree. Answers are compared as mathematics; `null` stands for a sample without an answer and
 * counts against. Of equal counts the answer given first wins. Null when no sample has an answer.
 */
export function agreementOf(answers: readonly (string | null)[], threshold = 0.5): Agreement | null {
  const groups: { readonly answer: string; count: number }[] = [];
  for (const answer of answers) {
    if (answer === null) continue;
    const group = groups.find((one) => answersEqual(one.answer, answer));
    if (group === undefined) groups.push({ answer, count: 1 });
    else group.count += 1;
  }
  const best = groups.toSorted((a, b) => b.count - a.count)[0];
  if (best === undefined) return null;
  const share = best.count / answers.length;
  return { answer: best.answer, count: best.count, share, kept: share > threshold };
}
