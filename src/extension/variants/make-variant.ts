import { variantRow } from '../../app/variant-row.ts';
import { contentHash } from '../../base/hash.ts';
import type { CompressOptions } from '../../core/compress/types.ts';
import type { CompressReply } from '../../protocol/lsp.ts';
import type { Corpora } from '../corpora.ts';
import type { MadeBy } from '../endpoint/ask.ts';
import type { TraceRef } from '../trace-fs/uris.ts';
import { renderVariant } from './render-variant.ts';
import type { Variant } from './variants.ts';

/** What a compression came to, with how it was asked for. */
export interface Made {
  readonly reply: CompressReply & { kind: 'done' };
  readonly by: MadeBy | null;
  readonly options: CompressOptions;
}

/** The variant of a compression of a trace whose document reads `original`; undefined when its record is gone. */
export async function makeVariant(
  services: { readonly corpora: Corpora; readonly toolVersion: string },
  ref: TraceRef,
  original: string,
  made: Made,
): Promise<Variant | undefined> {
  const corpus = await services.corpora.get(ref.corpus);
  const record = await corpus.find(ref.record);
  const trace = record?.traces[ref.traceIndex];
  if (!record || !trace) return undefined;
  const { compressed, tokenizer } = made.reply;
  const row = variantRow(compressed, {
    corpus: ref.corpus.path.split('/').at(-1) ?? '',
    record: ref.record,
    traceIndex: ref.traceIndex,
    traceId: trace.id,
    sourceHash: contentHash(record.record.text),
    options: made.options,
    tokenizer,
    model: made.by,
    toolVersion: services.toolVersion,
    time: new Date().toISOString(),
  });
  return { key: row.id, ref, row, text: renderVariant(original, compressed) };
}
