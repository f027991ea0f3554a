import { openCorpus } from '../open-corpus.ts';
import type { ByteSource } from '../ports.ts';
import { recast } from './recast.ts';

const HEAD_BYTES = 64 << 10;
/** A reader that takes any text as a last resort says less. */
const SURE = 0.5;

/**
 * Whether the beginning of a file of any text holds traces: a reader knows its layout by more than that there is text.
 * Rejects when the file cannot be read.
 */
export async function holdsTraces(file: ByteSource): Promise<boolean> {
  const head = await wholeLines(file);
  if (head.sizeBytes === 0) return false;
  const source = (await recast(head))?.source ?? head;
  const { choice } = await openCorpus(source);
  return choice !== null && choice.confidence >= SURE;
}

/** The lines that begin a file, or its first one as far as it was read when that is longer. */
async function wholeLines(file: ByteSource): Promise<ByteSource> {
  const bytes = await file.read(0, Math.min(HEAD_BYTES, file.sizeBytes));
  const last = bytes.length < file.sizeBytes ? bytes.lastIndexOf(10) : -1;
  const lines = last > 0 ? bytes.subarray(0, last) : bytes;
  return { sizeBytes: lines.length, version: file.version, read: async (start, end) => lines.subarray(start, end) };
}
