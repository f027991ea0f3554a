import { type Freshness, freshnessOf, readVariants, variantsPath } from '../../app/variant-store.ts';
import type { VariantRow } from '../../core/model/variant.ts';
import type { Corpora } from '../corpora.ts';
import type { Files } from '../files.ts';
import { readTrace } from '../trace-fs/read-trace.ts';
import type { TraceRef } from '../trace-fs/uris.ts';
import { renderVariant } from './render-variant.ts';
import type { Variant } from './variants.ts';

/** A row of the variants file that is about a trace, and whether the record is still the one that it was made from. */
export interface StoredVariant {
  readonly row: VariantRow;
  readonly freshness: Freshness;
}

/** The stored variants of a trace, in the file's order; [] when there is no variants file. */
export async function storedVariants(corpora: Corpora, files: Files, ref: TraceRef): Promise<readonly StoredVariant[]> {
  const file = files.appendFile(ref.corpus.with({ path: variantsPath(ref.corpus.path) }));
  const { entry } = await readTrace(corpora, ref);
  const { rows } = await readVariants(file);
  return rows.flatMap((row) => {
    if (row.traceIndex !== ref.traceIndex) return [];
    const freshness = freshnessOf(row, { number: entry.record.number, hash: entry.hash });
    return freshness === null ? [] : [{ row, freshness }];
  });
}

/** The stored variant with that id as a document; undefined when the file has none. */
export async function loadStored(
  corpora: Corpora,
  files: Files,
  ref: TraceRef,
  id: string,
): Promise<Variant | undefined> {
  const found = (await storedVariants(corpora, files, ref)).find(({ row }) => row.id === id);
  return found && storedAsVariant(corpora, ref, found);
}

/** A stored variant as a document beside the trace as it is now; a plan of a changed record is not followed. */
export async function storedAsVariant(corpora: Corpora, ref: TraceRef, stored: StoredVariant): Promise<Variant> {
  const { row } = stored;
  const { text } = await readTrace(corpora, ref);
  const shown = stored.freshness === 'stale' ? { plan: null, text: row.text } : row;
  return { key: row.id, ref, row, text: renderVariant(text, shown) };
}
