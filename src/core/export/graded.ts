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

/** The bare value of a trace's answer, without white space at its ends; null when none is known. */
export function bareAnswer({ grade, reference }: Pick<ExportTrace, 'grade' | 'reference'>): string | null {
  const value = (grade.answer ?? reference ?? '').trim();
  return value === '' ? null : value;
}
