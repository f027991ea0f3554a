import type { VariantRow } from '../core/model/variant.ts';
import type { AppendFile } from './ports.ts';
import type { RowLog, RowPlace } from './row-store.ts';
import { freshnessOf, openVariants } from './variant-store.ts';

/** The accepted variants of a corpus by their records; their texts stay in the file. */
export interface VariantIndex {
  /** Accepted variants in the file, those of changed records too. */
  readonly accepted: number;
  /** Variants of a trace that were made from the record as it is now, in the order in which they were stored. */
  of(record: { readonly number: number; readonly hash: string }, traceIndex: number): Promise<readonly VariantRow[]>;
}

interface Known {
  readonly place: RowPlace;
  readonly traceIndex: number;
  readonly record: number;
}

/** Reads a variants file (`variantsPath`); one that is not there has no variants. Rejects when it cannot be read. */
export async function indexVariants(file: AppendFile): Promise<VariantIndex> {
  const bySource = new Map<string, Known[]>();
  let accepted = 0;
  const log = await openVariants(file, (row, place) => {
    if (!row.accepted) return;
    const all = bySource.get(row.sourceHash) ?? [];
    // The row at the end of a file may be told twice.
    if (all.some((known) => known.place.startByte === place.startByte)) return;
    accepted += 1;
    all.push({ place, traceIndex: row.traceIndex, record: row.record });
    bySource.set(row.sourceHash, all);
  });
  return {
    accepted,
    of: async ({ number, hash }, traceIndex) => {
      const known = (bySource.get(hash) ?? []).filter((each) => each.traceIndex === traceIndex);
      // The same record may stand in the file twice: then each has its own variants.
      const own = known.filter((each) => each.record === number);
      return rowsAt(log, own.length > 0 ? own : known, { number, hash });
    },
  };
}

async function rowsAt(
  log: RowLog<VariantRow>,
  known: readonly Known[],
  record: { readonly number: number; readonly hash: string },
): Promise<readonly VariantRow[]> {
  const rows: VariantRow[] = [];
  for (const { place } of known) {
    const row = await log.rowAt(place);
    const freshness = row === null ? null : freshnessOf(row, record);
    if (row !== null && (freshness === 'current' || freshness === 'moved')) rows.push(row);
  }
  return rows;
}
