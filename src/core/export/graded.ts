import type { ExportOption, ExportTrace, ExportValues } from './types.ts';

/** Option of methods that train on right solutions: take also those that nobody could grade. */
export const UNGRADED: ExportOption = {
  id: 'ungraded',
  title: 'Also ungraded traces',
  summary: 'take traces that nobody can grade, too; wrong ones never',
  kind: 'flag',
  default: false,
};

/** Why a trace is no right solution (under `UNGRADED`); null when it may be trained on. */
export function whyNotRight({ grade }: Pick<ExportTrace, 'grade'>, options: ExportValues): string | null {
  if (grade.verdict === 'wrong') return 'The answer is wrong.';
  if (grade.verdict === 'unknown' && options.ungraded !== true) return 'Nobody knows whether the answer is right.';
  return null;
}

/**
 * The bare value of a trace's answer, without white space at its ends; null when none is known. Where it equals the reference it is
 * written as the reference is: official code compares strings, and traces write one value in many ways ("$4", "4 dollars").
 */
export function bareAnswer({ grade, reference }: Pick<ExportTrace, 'grade' | 'reference'>): string | null {
  const isReference = grade.verdict === 'correct' && grade.by === 'reference';
  const [first, second] = isReference ? [reference, grade.answer] : [grade.answer, reference];
  const value = (first ?? second ?? '').trim();
  return value === '' ? null : value;
}
