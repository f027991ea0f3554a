import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { keyOfCustomId } from '../app/batch/file-round.ts';
import type { Journal } from '../app/batch/journal.ts';
import { readBatchResult } from '../endpoints/batch-files.ts';
import { reasonOf } from './output.ts';

/** Replies that go to the disk in one write. */
const TOGETHER = 256;

/** What stood in the result files. */
export interface ReadResults {
  readonly replies: number;
  /** Why a question got no reply, by its key. */
  readonly refused: ReadonlyMap<string, string>;
  /** Lines that are no results, or results of other batches. */
  readonly strange: number;
}

/**
 * Puts the replies of result files into the journal, in whatever order they stand. A reply counts more than a failure of
 * the same question. A sentence when a file cannot be read; what was read before stays in the journal.
 */
export async function importResults(
  files: readonly string[],
  journal: Journal,
  signal: AbortSignal,
): Promise<ReadResults | string> {
  const refused = new Map<string, string>();
  const replied = new Set<string>();
  let strange = 0;
  let waiting: Promise<void>[] = [];
  for (const file of files) {
    try {
      for await (const line of createInterface({
        input: createReadStream(file),
        crlfDelay: Number.POSITIVE_INFINITY,
      })) {
        signal.throwIfAborted();
        if (line.trim() === '') continue;
        const result = readBatchResult(line);
        const key = result && keyOfCustomId(result.customId);
        if (!result || !key) strange += 1;
        else if (result.kind === 'failed') refused.set(key, result.reason);
        else {
          const { text, model, usage } = result;
          replied.add(key);
          waiting.push(journal.keep(key, { answer: { kind: 'reply', text }, model, ...(usage ? { usage } : {}) }));
        }
        if (waiting.length >= TOGETHER) await Promise.all(waiting.splice(0));
      }
      await Promise.all(waiting);
      waiting = [];
    } catch (error) {
      if (signal.aborted) throw error;
      return `${file} cannot be read: ${reasonOf(error)}.`;
    }
  }
  for (const key of replied) refused.delete(key);
  return { replies: replied.size, refused, strange };
}
