import { byteChunk } from './code-chunk.ts';
import { SpanScanner } from './span-scanner.ts';
import type { CorpusFormat, CorpusProblem, RecordSpan } from './types.ts';

const MARK = [0xef, 0xbb, 0xbf];

/** Where the records of a corpus stand, in bytes; entry i of each array is record i. Offsets may pass 4 GiB. */
export interface CorpusIndex {
  readonly format: CorpusFormat;
  readonly count: number;
  readonly startBytes: Float64Array;
  readonly endBytes: Float64Array;
  /** 1-based line on which the record starts. */
  readonly lines: Uint32Array;
  readonly totalBytes: number;
  readonly problems: readonly CorpusProblem[];
  /** Where the last line begins, from which a file that grew is read on; null when it has to be read from its start. */
  readonly resume: ResumePoint | null;
}

/** A line of JSON Lines: the byte where it begins, and its 1-based number. */
export interface ResumePoint {
  readonly offset: number;
  readonly line: number;
}

/** Takes the bytes of a corpus in order, in chunks cut anywhere; `end` gives the index and may be called once. */
export interface CorpusIndexer {
  push(chunk: Uint8Array): void;
  end(): CorpusIndex;
}

/** One record of an index, with offsets in bytes; undefined when there is no record `i` (0-based). */
export function indexedRecord(index: CorpusIndex, i: number): RecordSpan | undefined {
  const start = index.startBytes[i];
  const end = index.endBytes[i];
  const line = index.lines[i];
  if (start === undefined || end === undefined || line === undefined) return undefined;
  return { number: index.format === 'jsonl' ? line : i + 1, line, start, end };
}

class GrowingSpans {
  count = 0;
  private starts = new Float64Array(1024);
  private ends = new Float64Array(1024);
  private lineNumbers = new Uint32Array(1024);

  /** Takes over the records before a byte. */
  begin(index: CorpusIndex, beforeByte: number): void {
    let { count } = index;
    while (count > 0 && (index.startBytes[count - 1] ?? 0) >= beforeByte) count -= 1;
    this.resize(Math.max(1024, Math.ceil(count * 1.25)));
    this.starts.set(index.startBytes.subarray(0, count));
    this.ends.set(index.endBytes.subarray(0, count));
    this.lineNumbers.set(index.lines.subarray(0, count));
    this.count = count;
  }

  add(line: number, start: number, end: number): void {
    if (this.count === this.starts.length) this.resize(this.count * 2);
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.lineNumbers[this.count] = line;
    this.count += 1;
  }

  clear(): void {
    this.count = 0;
  }

  trimmed(): { startBytes: Float64Array; endBytes: Float64Array; lines: Uint32Array } {
    const { count } = this;
    return {
      startBytes: this.starts.slice(0, count),
      endBytes: this.ends.slice(0, count),
      lines: this.lineNumbers.slice(0, count),
    };
  }

  private resize(size: number): void {
    const starts = new Float64Array(size);
    const ends = new Float64Array(size);
    const lineNumbers = new Uint32Array(size);
    starts.set(this.starts.subarray(0, this.count));
    ends.set(this.ends.subarray(0, this.count));
    lineNumbers.set(this.lineNumbers.subarray(0, this.count));
    this.starts = starts;
    this.ends = ends;
    this.lineNumbers = lineNumbers;
  }
}

/**
 * Builds the byte index of a corpus while its bytes stream by; the same records as `splitRecords` finds in the text. With the
 * index of the same file when it was shorter, the bytes are those from its `resume.offset` on; it must not be null then.
 */
export function createCorpusIndexer(shorter?: CorpusIndex): CorpusIndexer {
  const spans = new GrowingSpans();
  let scanner: SpanScanner | null = null;
  let head: number[] = [];
  let totalBytes = 0;
  if (shorter?.resume) {
    const { offset, line } = shorter.resume;
    spans.begin(shorter, offset);
    scanner = new SpanScanner(spans, offset, line);
    totalBytes = offset;
  }

  const begin = (): SpanScanner => {
    const marked = MARK.every((byte, i) => head[i] === byte);
    const begun = new SpanScanner(spans, marked ? MARK.length : 0);
    begun.feed(byteChunk(Uint8Array.from(marked ? head.slice(MARK.length) : head)));
    head = [];
    return begun;
  };
  return {
    push(chunk) {
      totalBytes += chunk.length;
      let from = 0;
      while (scanner === null && from < chunk.length) {
        head.push(chunk[from] ?? 0);
        from += 1;
        if (head.length === MARK.length) scanner = begin();
      }
      scanner?.feed(byteChunk(from === 0 ? chunk : chunk.subarray(from)));
    },
    end() {
      scanner ??= begin();
      const resume = scanner.openLineAt();
      const { format, problems } = scanner.end();
      return { format, count: spans.count, ...spans.trimmed(), totalBytes, problems, resume };
    },
  };
}
