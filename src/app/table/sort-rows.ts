import type { JsonValue } from '../../base/json.ts';
import type { FieldRef } from '../../core/filter/types.ts';
import type { RowWork } from './filter-rows.ts';
import { recordBlocks } from './record-blocks.ts';
import { TableRow, type TableSources } from './table-row.ts';

/** Texts are compared by their beginnings, so that the keys of a million rows stay below 200 MB. */
const KEY_LENGTH = 64;
/** Comparisons between two looks at the clock. */
const SLICE = 20_000;

/** Keys of rows in the order of the rows. Numbers come before texts; what is in neither has no value. */
export interface SortKeys {
  /** NaN where the value is no number. */
  readonly numbers: Float64Array;
  /** Null while all values are numbers. */
  readonly texts: readonly (string | null)[] | null;
}

/**
 * The values of some rows as keys. `rows`: positions in rising order; null for all. Memory: 8 bytes a row, and for texts
 * their first 64 characters. Rejects when the file cannot be read or the work was stopped.
 */
export async function sortKeys(
  sources: TableSources,
  ref: FieldRef,
  rows: Uint32Array | null,
  work: RowWork,
): Promise<SortKeys> {
  const count = rows?.length ?? sources.corpus.count;
  const numbers = new Float64Array(count).fill(Number.NaN);
  let texts: (string | null)[] | null = null;
  const row = new TableRow(sources, ref.kind === 'field' ? [ref.name] : []);
  for await (const block of recordBlocks(sources.corpus, rows, work.signal)) {
    for (let place = block.from; place < block.to; place += 1) {
      const position = rows ? (rows[place] ?? 0) : place;
      const span = sources.corpus.span(position);
      if (!span) continue;
      row.move(position, span, block.bytes, block.startByte);
      const key = keyOf(await row.settle(ref));
      if (typeof key === 'number') numbers[place] = key;
      else if (key !== null) {
        texts ??= new Array<string | null>(count).fill(null);
        texts[place] = key;
      }
      if (row.level !== 'bytes') await work.pause();
    }
    work.onProgress?.(block.to, NO_ROWS);
    await work.pause();
    work.signal.throwIfAborted();
  }
  return { numbers, texts };
}

const NO_ROWS = new Uint32Array();

/**
 * Places of the rows by their keys: numbers, then texts, then rows without a value, in either direction; equal ones in the
 * order in which they stand. Works in slices; rejects when it was stopped.
 */
export async function sortByKeys(
  { numbers, texts }: SortKeys,
  descending: boolean,
  work: RowWork,
): Promise<Uint32Array> {
  const sign = descending ? -1 : 1;
  const rank = (place: number): number => {
    if (!Number.isNaN(numbers[place] ?? Number.NaN)) return 0;
    return texts && texts[place] !== null ? 1 : 2;
  };
  const compare = (a: number, b: number): number => {
    const first = numbers[a] ?? Number.NaN;
    const second = numbers[b] ?? Number.NaN;
    if (first < second) return -sign;
    if (first > second) return sign;
    if (first === second || texts === null) return rank(a) - rank(b);
    const ranks = rank(a) - rank(b);
    if (ranks !== 0 || rank(a) !== 1) return ranks;
    const text = texts[a] ?? '';
    const other = texts[b] ?? '';
    return text < other ? -sign : text > other ? sign : 0;
  };
  return mergeSort(numbers.length, compare, work);
}

/** A stable merge sort from the bottom up, which can be left at any time. */
async function mergeSort(
  count: number,
  compare: (a: number, b: number) => number,
  work: RowWork,
): Promise<Uint32Array> {
  let from = Uint32Array.from({ length: count }, (_, place) => place);
  let to = new Uint32Array(count);
  let done = 0;
  for (let width = 1; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      merge(
        from,
        to,
        { start, middle: Math.min(start + width, count), end: Math.min(start + 2 * width, count) },
        compare,
      );
      done += 2 * width;
      if (done < SLICE) continue;
      done = 0;
      await work.pause();
      work.signal.throwIfAborted();
    }
    [from, to] = [to, from];
  }
  return from;
}

function merge(
  from: Uint32Array,
  to: Uint32Array,
  { start, middle, end }: { readonly start: number; readonly middle: number; readonly end: number },
  compare: (a: number, b: number) => number,
): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at += 1) {
    const a = from[left] ?? 0;
    const b = from[right] ?? 0;
    const takesLeft = left < middle && (right >= end || compare(a, b) <= 0);
    to[at] = takesLeft ? a : b;
    if (takesLeft) left += 1;
    else right += 1;
  }
}

function keyOf(value: JsonValue | undefined): number | string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const trimmed = text.slice(0, KEY_LENGTH).trim();
  const number = trimmed === '' || text.length > KEY_LENGTH ? Number.NaN : Number(trimmed);
  return Number.isNaN(number) ? trimmed.toLowerCase() : number;
}
