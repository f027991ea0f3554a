import type { Split } from '../../core/export/types.ts';
import type { ExportWish } from './types.ts';

/** All splits, in the order in which they are offered. */
export const SPLITS: readonly Split[] = ['train', 'valid', 'test'];

/** Without a wish to split. */
export const ALL_TRAIN: ExportWish['splits'] = [{ split: 'train', share: 1 }];

/** Shares of splits as people write them ("train=90,valid=10"; any weights), adding up to 1; null when they are none. */
export function parseShares(given: string): ExportWish['splits'] | null {
  const parts = given.split(',').map((part) => {
    const [name = '', weight = ''] = part.split('=');
    return { split: SPLITS.find((split) => split === name.trim()), weight: weight.trim() === '' ? 0 : Number(weight) };
  });
  const sum = parts.reduce((all, { weight }) => all + weight, 0);
  const names = new Set(parts.map(({ split }) => split));
  const fine = parts.every(({ split, weight }) => split !== undefined && weight > 0 && Number.isFinite(weight));
  if (!fine || names.size !== parts.length || !Number.isFinite(sum)) return null;
  return parts.map(({ split, weight }) => ({ split: split ?? 'train', share: weight / sum }));
}

/** The name of a data set made from that file: its stem in letters, digits, "-" and "_". */
export function dataSetName(firstFile: string): string {
  const file = firstFile.split(/[/\\]/).at(-1) ?? '';
  const dot = file.lastIndexOf('.');
  const name = (dot < 0 ? file : file.slice(0, dot)).replaceAll(/[^A-Za-z0-9_-]+/g, '-');
  let [start, end] = [0, name.length];
  while (start < end && name[start] === '-') start += 1;
  while (end > start && name[end - 1] === '-') end -= 1;
  return name.slice(start, end) || 'corpus';
}
