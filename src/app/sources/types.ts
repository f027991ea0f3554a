import type { IndexKeeper } from '../index/types.ts';
import type { ByteSource } from '../ports.ts';

/** A file of records, ready for `openCorpus`. */
export interface OpenedFile {
  readonly source: ByteSource;
  readonly keeper?: IndexKeeper;
  /** What people should hear about how the file was opened, a sentence; null for nothing. */
  readonly note: string | null;
  /** Removes what was put aside for this opening only. */
  close(): Promise<void>;
}

/** How far unpacking has come, and a way to stop it. */
export interface Unpacking {
  readonly signal?: AbortSignal;
  /** Told now and then: bytes of JSON Lines written so far. */
  onProgress?(unpackedBytes: number): void;
}
