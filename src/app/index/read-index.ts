import { type CorpusIndex, createCorpusIndexer } from '../../core/jsonl/byte-index.ts';
import type { ByteSource } from '../ports.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { IndexKeeper, KeptIndex } from './types.ts';

const CHUNK_BYTES = 1 << 20;

/**
 * The index of a source: the one that is kept, where the file is still the same; the kept one with the records that came to it,
 * where the file only grew; else made by reading the whole file. A new one is kept, later on. Rejects when the file cannot be read or the signal is aborted.
 */
export async function readIndex(source: ByteSource, signal?: AbortSignal, keeper?: IndexKeeper): Promise<CorpusIndex> {
  const kept = (await keeper?.load()) ?? null;
  const fits = kept !== null && (await isStart(source, kept));
  if (fits && kept.version === source.version && kept.index.totalBytes === source.sizeBytes) return kept.index;
  const grown = fits && kept.index.resume !== null && kept.index.totalBytes < source.sizeBytes;
  const index = await scan(source, signal, grown ? kept.index : undefined);
  // Nobody waits for it: at worst the index is made again.
  if (keeper) void keep(keeper, source, index).catch(() => {});
  return index;
}

async function keep(keeper: IndexKeeper, source: ByteSource, index: CorpusIndex): Promise<void> {
  await keeper.store({ version: source.version, fingerprint: await fingerprintOf(source, index.totalBytes), index });
}

async function isStart(source: ByteSource, { fingerprint, index }: KeptIndex): Promise<boolean> {
  return index.totalBytes <= source.sizeBytes && fingerprint === (await fingerprintOf(source, index.totalBytes));
}

async function scan(
  source: ByteSource,
  signal: AbortSignal | undefined,
  shorter: CorpusIndex | undefined,
): Promise<CorpusIndex> {
  const indexer = createCorpusIndexer(shorter);
  const from = shorter?.resume?.offset ?? 0;
  signal?.throwIfAborted();
  for await (const chunk of source.chunks?.(from) ?? readChunks(source, from)) {
    signal?.throwIfAborted();
    indexer.push(chunk);
  }
  return indexer.end();
}

async function* readChunks(source: ByteSource, from: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < source.sizeBytes; at += CHUNK_BYTES) {
    yield await source.read(at, Math.min(at + CHUNK_BYTES, source.sizeBytes));
  }
}
