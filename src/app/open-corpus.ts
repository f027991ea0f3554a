import { contentHash } from '../base/hash.ts';
import type { JsonValue } from '../base/json.ts';
import { type CorpusIndex, indexedRecord } from '../core/jsonl/byte-index.ts';
import { parseRecordBytes } from '../core/jsonl/record.ts';
import type { CorpusFormat, CorpusProblem, RecordSpan } from '../core/jsonl/types.ts';
import type { Problem } from '../core/model/problem.ts';
import type { CorpusRecord, Trace } from '../core/model/trace.ts';
import { chooseReader, readRecord } from '../core/readers/detect.ts';
import type { FieldMapping, ReaderChoice } from '../core/readers/types.ts';
import { readIndex } from './index/read-index.ts';
import type { IndexKeeper } from './index/types.ts';
import type { ByteSource } from './ports.ts';

const SAMPLES = 24;
/** Records longer than this are left out of the sample when others are there, so that choosing a reader stays quick. */
const SAMPLE_LIMIT_BYTES = 4 << 20;

/** Which reader to use; empty means by evidence. */
export interface ReaderWish {
  readonly reader?: string;
  readonly mapping?: FieldMapping;
}

/** One record with what the reader found in it. */
export interface CorpusEntry {
  /** 0-based place among the records of the corpus. */
  readonly position: number;
  readonly span: RecordSpan;
  readonly record: CorpusRecord;
  /** Hash of the record's text as it stands in the file. */
  readonly hash: string;
  /** False when the record can be read but must not be written back: its bytes are not UTF-8, or the source is read-only. */
  readonly writable: boolean;
  readonly traces: readonly Trace[];
  readonly problems: readonly Problem[];
}

/** A file of records with random access. Holds the index and nothing else of the file. */
export interface Corpus {
  readonly format: CorpusFormat;
  readonly count: number;
  /** Null when no reader fits any sampled record (or none is JSON). */
  readonly choice: ReaderChoice | null;
  readonly problems: readonly CorpusProblem[];
  readonly source: ByteSource;
  /** Span of a record; undefined past the end. */
  span(position: number): RecordSpan | undefined;
  /** Rejects only when the file cannot be read; a broken record has no traces and a problem. Undefined past the end. */
  entry(position: number): Promise<CorpusEntry | undefined>;
  /** 0-based position of the record with that number; -1 when there is none. */
  positionOf(number: number): number;
  /** 0-based position of the last record that starts on or before a 1-based line; -1 when there is none. */
  positionAtLine(line: number): number;
}

/**
 * Indexes the source and chooses the reader from a sample spread over the file. With a keeper, the index of an earlier opening
 * is used as far as it fits, and this one is kept.
 */
export async function openCorpus(
  source: ByteSource,
  wish: ReaderWish = {},
  signal?: AbortSignal,
  keeper?: IndexKeeper,
): Promise<Corpus> {
  const index = await readIndex(source, signal, keeper);
  const choice = chooseReader(await sampleValues(source, index), wish.reader, wish.mapping);
  return {
    format: index.format,
    count: index.count,
    choice,
    problems: index.problems,
    source,
    span: (position) => indexedRecord(index, position),
    entry: (position) => readEntry(source, index, choice, position),
    positionOf: (number) => positionOf(index, number),
    positionAtLine: (line) => lastAtMost(index, line),
  };
}

async function sampleValues(source: ByteSource, index: CorpusIndex): Promise<JsonValue[]> {
  const values: JsonValue[] = [];
  const step = Math.max(1, index.count / SAMPLES);
  for (let place = 0; place < index.count && values.length < SAMPLES; place += step) {
    const span = indexedRecord(index, Math.floor(place));
    if (!span || (span.end - span.start > SAMPLE_LIMIT_BYTES && index.count > 1)) continue;
    const { value } = parseRecordBytes(await source.read(span.start, span.end), span.number, span.line);
    if (value.value !== undefined) values.push(value.value);
  }
  return values;
}

async function readEntry(
  source: ByteSource,
  index: CorpusIndex,
  choice: ReaderChoice | null,
  position: number,
): Promise<CorpusEntry | undefined> {
  const span = indexedRecord(index, position);
  if (!span) return undefined;
  const parsed = parseRecordBytes(await source.read(span.start, span.end), span.number, span.line);
  const record = parsed.value;
  const reading = choice ? readRecord(choice, record) : { value: { traces: [] }, problems: [NO_READER] };
  const problems = record.value === undefined ? parsed.problems : [...parsed.problems, ...reading.problems];
  return {
    position,
    span,
    record,
    // Most readers of a corpus never ask for it, and it takes a tenth of the time.
    get hash() {
      return contentHash(record.text);
    },
    writable: parsed.writable && source.readOnly === undefined,
    traces: reading.value.traces,
    problems,
  };
}

const NO_READER: Problem = {
  code: 'no-reader',
  message: 'No reader knows the layout of this file. Map its fields by hand, or name a reader.',
  severity: 'error',
};

function positionOf(index: CorpusIndex, number: number): number {
  if (index.format !== 'jsonl') return number >= 1 && number <= index.count ? number - 1 : -1;
  const position = lastAtMost(index, number);
  return position >= 0 && index.lines[position] === number ? position : -1;
}

function lastAtMost(index: CorpusIndex, line: number): number {
  let low = 0;
  let high = index.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((index.lines[middle] ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
