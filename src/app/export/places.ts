import type { OutputFolder } from '../ports.ts';
import { CARD } from './card.ts';
import type { ExportWish } from './types.ts';

/**
 * Paths of an export that are there already, in order; empty when none is. `extras`: paths beside the rows, as far as they are
 * known from a preview.
 */
export async function takenPaths(
  folder: OutputFolder,
  { exporter, splits }: Pick<ExportWish, 'exporter' | 'splits'>,
  extras: readonly string[] = [],
): Promise<readonly string[]> {
  const paths = exporter.files.flatMap((kind) => splits.map(({ split }) => kind.path(split)));
  const taken: string[] = [];
  for (const path of new Set([CARD, ...paths, ...extras])) if (await folder.has(path)) taken.push(path);
  return taken;
}
