import type { CorpusIndex } from '../../core/jsonl/byte-index.ts';

/** An index with what tells whether it still fits its file. */
export interface KeptIndex {
  /** Version of the source that was indexed. */
  readonly version: string;
  /** Hash of bytes from the start, the end and places between of the `index.totalBytes` bytes that were indexed. */
  readonly fingerprint: string;
  readonly index: CorpusIndex;
}

/** Keeps the index of one file between openings. Neither method rejects: an index that is not kept is made again. */
export interface IndexKeeper {
  /** Null when none is kept, or when what is kept is damaged. */
  load(): Promise<KeptIndex | null>;
  store(kept: KeptIndex): Promise<void>;
}
