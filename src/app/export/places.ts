import type { OutputFolder } from '../ports.ts';
import { CARD } from './card.ts';
import type { ExportWish } from './types.ts';
import { PART } from './writer.ts';

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

/** A file that nobody agreed to replace is there. */
export class FileIsThere extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`${path} is there already`);
    this.path = path;
  }
}

/**
 * The folder, in which no file is replaced but those at the agreed paths: `create` rejects with `FileIsThere` and takes away what
 * was created before. Files beside the rows, whose names nobody knows before, are kept that way too.
 */
export function keepingFolder(folder: OutputFolder, agreed: readonly string[]): OutputFolder {
  const created: string[] = [];
  return {
    ...folder,
    create: async (path) => {
      const place = path.endsWith(PART) ? path.slice(0, -PART.length) : path;
      if (!agreed.includes(place) && (await folder.has(place))) {
        for (const each of created) if (each.endsWith(PART)) await folder.remove(each);
        throw new FileIsThere(place);
      }
      created.push(path);
      return folder.create(path);
    },
  };
}
