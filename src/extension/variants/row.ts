import { contentHash } from '../../base/hash.ts';
import type { Compressed } from '../../core/compress/types.ts';
import type { VariantRow } from '../../core/model/variant.ts';
import type { MadeBy } from '../endpoint/ask.ts';
import type { TraceRef } from '../trace-fs/uris.ts';

/** The row that is stored when a variant is accepted: what it was made from, how, by what, and what came out. */
export function variantRow(from: {
  readonly ref: TraceRef;
  readonly traceId: string;
  readonly sourceHash: string;
  readonly compressed: Compressed;
  readonly tokenizer: string;
  readonly by: MadeBy | null;
  readonly toolVersion: string;
}): VariantRow {
  const { ref, compressed } = from;
  const body = {
    v: 1 as const,
    corpus: ref.corpus.path.split('/').at(-1) ?? '',
    record: ref.record,
    traceIndex: ref.traceIndex,
    traceId: from.traceId,
    sourceHash: from.sourceHash,
    strategy: compressed.strategy,
    strategyVersion: compressed.strategyVersion,
    options: {},
    plan: compressed.plan,
    text: compressed.text,
    tokenizer: from.tokenizer,
    tokens: compressed.tokens,
    guards: compressed.guards,
    accepted: compressed.accepted,
    ...(from.by ? { model: from.by } : {}),
    toolVersion: from.toolVersion,
  };
  return { ...body, id: contentHash(JSON.stringify(body)), time: new Date().toISOString() };
}
