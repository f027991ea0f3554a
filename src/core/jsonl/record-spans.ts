import { textChunk } from './code-chunk.ts';
import { SpanScanner } from './span-scanner.ts';
import type { CorpusFormat, CorpusProblem, RecordSpan } from './types.ts';

const BYTE_ORDER_MARK = 0xfeff;

/**
 * The records of a corpus held as one string, as UTF-16 spans of it, in linear time.
 * Line ends, blank lines, a byte order mark and, between array elements, commas belong to no record.
 * Whether a record is JSON is not looked at. No records: an empty list.
 */
export function splitRecords(text: string): {
  readonly format: CorpusFormat;
  readonly records: readonly RecordSpan[];
  readonly problems: readonly CorpusProblem[];
} {
  const found: { line: number; start: number; end: number }[] = [];
  const sink = {
    add: (line: number, start: number, end: number) => {
      found.push({ line, start, end });
    },
    clear: () => {
      found.length = 0;
    },
  };
  const first = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  const scanner = new SpanScanner(sink, first);
  scanner.feed(textChunk(text, first));
  const { format, problems } = scanner.end();
  const records = found.map((span, i) => ({ number: format === 'jsonl' ? span.line : i + 1, ...span }));
  return { format, records, problems };
}
