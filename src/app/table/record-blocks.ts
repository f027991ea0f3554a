import { contentHash } from '../../base/hash.ts';
import { parseRecordBytes } from '../../core/jsonl/record.ts';
import type { RecordSpan } from '../../core/jsonl/types.ts';
import { readRecord } from '../../core/readers/detect.ts';
import type { Corpus, CorpusEntry } from '../open-corpus.ts';

const BLOCK_BYTES = 1 << 21;

/** Records that stand close to each other, read at once. */
export interface RecordBlock {
  readonly bytes: Uint8Array;
  /** Byte of the file at which the block begins. */
  readonly startByte: number;
  /** Places in `rows` of the first record of the block and of the one after its last. */
  readonly from: number;
  readonly to: number;
}

/**
 * Reads records in blocks of 2 MB (a longer record is a block of its own). `rows`: positions in rising order; null for all
 * records. Rejects when the file cannot be read or the signal is aborted.
 */
export async function* recordBlocks(
  corpus: Corpus,
  rows: Uint32Array | null,
  signal: AbortSignal,
): AsyncGenerator<RecordBlock> {
  const count = rows?.length ?? corpus.count;
  const spanOf = (place: number) => corpus.span(rows ? (rows[place] ?? 0) : place);
  for (let from = 0; from < count; ) {
    const first = spanOf(from);
    if (!first) return;
    const fits = (place: number): boolean => (spanOf(place)?.end ?? Infinity) - first.start <= BLOCK_BYTES;
    const to = firstWithout(fits, from + 1, count);
    const end = spanOf(to - 1)?.end ?? first.end;
    signal.throwIfAborted();
    yield { bytes: await corpus.source.read(first.start, end), startByte: first.start, from, to };
    from = to;
  }
}

/** The first of the places `from`..`end` that does not fit, when none fits after one that does not; `end` when all fit. */
function firstWithout(fits: (place: number) => boolean, from: number, end: number): number {
  let low = from;
  let step = 1;
  while (low + step <= end && fits(low + step - 1)) {
    low += step;
    step *= 2;
  }
  let high = Math.min(end, low + step - 1);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fits(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A record from bytes that were read already; what `Corpus.entry` gives. Its traces are found when they are asked for. */
export function entryFrom(corpus: Corpus, position: number, span: RecordSpan, bytes: Uint8Array): CorpusEntry {
  const parsed = parseRecordBytes(bytes, span.number, span.line);
  const record = parsed.value;
  let reading: ReturnType<typeof readRecord> | null = null;
  const read = () => {
    reading ??= corpus.choice ? readRecord(corpus.choice, record) : { value: { traces: [] }, problems: [] };
    return reading;
  };
  return {
    position,
    span,
    record,
    get hash() {
      return contentHash(record.text);
    },
    writable: parsed.writable,
    get traces() {
      return read().value.traces;
    },
    get problems() {
      return [...parsed.problems, ...read().problems];
    },
  };
}
