import type { ExportGroup, ExportTrace } from './types.ts';

/** Samples that somebody or something graded. */
export function gradedOf({ samples }: Pick<ExportGroup, 'samples'>): readonly ExportTrace[] {
  return samples.filter(({ grade }) => grade.verdict !== 'unknown');
}

/** Right samples, the shortest first; equally long ones in the order of the files. */
export function rightByLength({ samples }: Pick<ExportGroup, 'samples'>): readonly ExportTrace[] {
  return samples.filter(({ grade }) => grade.verdict === 'correct').toSorted((a, b) => a.tokens - b.tokens);
}

/** Why a problem gives nothing to a method that needs right samples; null when it has some. */
export function whyNoRight(group: Pick<ExportGroup, 'samples'>): string | null {
  if (group.samples.some(({ grade }) => grade.verdict === 'correct')) return null;
  return gradedOf(group).length === 0
    ? 'Nobody knows whether the answers are right.'
    : 'No right answer to the problem.';
}
