import type { JsonValue } from '../../base/json.ts';
import type { FileKind } from '../../core/export/types.ts';
import { createCorpusIndexer, indexedRecord } from '../../core/jsonl/byte-index.ts';
import type { Work } from '../groups/read-groups.ts';
import type { ByteSource, OutputFolder } from '../ports.ts';
import { readAhead } from '../read-ahead.ts';
import { readParquetRows } from './parquet.ts';
import type { ExportedFile, RowFault } from './types.ts';

const CHUNK_BYTES = 1 << 20;
/** Faults that are named; more are counted by the caller's rows. */
const MOST_FAULTS = 20;

/** Reads a written file again from the disk, `at` being its present path, and applies the exporter's rules to every row. */
export async function checkFile(
  folder: OutputFolder,
  at: string,
  file: ExportedFile,
  kind: FileKind,
  work: Work,
): Promise<readonly RowFault[]> {
  const faults: RowFault[] = [];
  const add = (row: number, message: string) => faults.push({ path: file.path, row, message });
  let rows = 0;
  for await (const row of rowsOf(await folder.read(at), kind)) {
    work.signal.throwIfAborted();
    rows += 1;
    if (row === undefined) add(rows, 'The row is no JSON.');
    const wrong = row === undefined ? null : kind.check(row);
    if (wrong !== null) add(rows, `${wrong}.`);
    if (faults.length >= MOST_FAULTS) return faults;
    await work.pause();
  }
  if (rows !== file.rows) add(0, `${file.rows} rows were written, and ${rows} are read again.`);
  const whole = kind.checkWhole?.(rows) ?? null;
  if (whole !== null) add(0, `${whole}.`);
  return faults;
}

/** The rows of a written file in order; undefined for one that is no JSON. */
export async function* rowsOf(source: ByteSource, kind: FileKind): AsyncIterable<JsonValue | undefined> {
  if (kind.format === 'parquet') yield* readParquetRows(source);
  else if (kind.format === 'lines') yield* linesOf(source);
  else if (kind.format === 'jsonl') yield* jsonLinesOf(source);
  else yield* recordsOf(source);
}

/** Lines as text; the last one only when it is ended, as it has to be. */
async function* linesOf(source: ByteSource): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for (let at = 0; at < source.sizeBytes; at += CHUNK_BYTES) {
    const bytes = await source.read(at, Math.min(source.sizeBytes, at + CHUNK_BYTES));
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

const LINE_FEED = 0x0a;

/** The rows of JSON lines in one pass; a line that is not ended counts, and is no JSON where it is cut. */
async function* jsonLinesOf(source: ByteSource): AsyncIterable<JsonValue | undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = new Uint8Array();
  for (let at = 0; at < source.sizeBytes; at += CHUNK_BYTES) {
    const chunk = joined(rest, await source.read(at, Math.min(source.sizeBytes, at + CHUNK_BYTES)));
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      yield parsed(decoder.decode(chunk.subarray(start, end)));
      start = end + 1;
    }
    rest = chunk.slice(start);
  }
  if (rest.length > 0) yield parsed(decoder.decode(rest));
}

function joined(before: Uint8Array, after: Uint8Array): Uint8Array {
  if (before.length === 0) return after;
  const all = new Uint8Array(before.length + after.length);
  all.set(before);
  all.set(after, before.length);
  return all;
}

async function* recordsOf(source: ByteSource): AsyncIterable<JsonValue | undefined> {
  const indexer = createCorpusIndexer();
  for (let at = 0; at < source.sizeBytes; at += CHUNK_BYTES) {
    indexer.push(await source.read(at, Math.min(at + CHUNK_BYTES, source.sizeBytes)));
  }
  const index = indexer.end();
  const block = readAhead(source);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let position = 0; position < index.count; position += 1) {
    const span = indexedRecord(index, position);
    if (span === undefined) return;
    yield parsed(decoder.decode(await block.read(span.start, span.end)));
  }
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
