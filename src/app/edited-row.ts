import { contentHash } from '../base/hash.ts';
import type { Compressed } from '../core/compress/types.ts';
import type { VariantRow } from '../core/model/variant.ts';

/** The row of a variant that a person edited after it was made: `options.editedByHand` says so, and the id is its own. */
export function editedRow(row: VariantRow, compressed: Compressed, time: string): VariantRow {
  const { id: _id, time: _time, ...made } = row;
  const { plan, text, tokens, guards, accepted } = compressed;
  const body = { ...made, options: { ...row.options, editedByHand: true }, plan, text, tokens, guards, accepted };
  return { ...body, id: contentHash(JSON.stringify(body)), time };
}
