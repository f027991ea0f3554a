import type { JsonValue } from '../../base/json.ts';
import { decodeUtf8 } from '../../core/jsonl/record.ts';
import { isChunk } from '../../core/readers/shared/chunks.ts';
import type { ByteSource } from '../ports.ts';

/** The part of the platform's encoder that is used here. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

const HEAD_BYTES = 64 << 10;
/** Files that are longer stay as they are: what is made of them is held in memory. */
const MOST_BYTES = 64 << 20;
const LOOKED_AT = 40;
/** Lines of this many characters on the average are a trace each; shorter ones are parts of one text. */
const TRACE_LINE = 160;
const OPENS_JSON = /^[\uFEFF \t\r\n]*[{["]/;

/** A file made into records that its own bytes are not, and what it is in words. */
export interface Recast {
  readonly source: ByteSource;
  readonly note: string;
}

function jsonLines(of: ByteSource, rows: readonly JsonValue[], what: string): Recast {
  const bytes = new TextEncoder().encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return {
    source: {
      sizeBytes: bytes.length,
      version: `${of.version}-recast`,
      read: async (start, end) => bytes.subarray(start, end),
      readOnly: `These records were made from ${what}, which is only read. Export them as JSON Lines to change them.`,
    },
    note: `It is ${what}, read as ${rows.length === 1 ? 'one record' : `${rows.length} records`}.`,
  };
}

/** A line of implicit chain-of-thought data as a row of GSM8K's layout, a step a line; null for any other line. */
function icotRow(line: string): JsonValue | null {
  const bar = line.indexOf('||');
  const mark = line.lastIndexOf('####');
  if (bar <= 0 || mark < bar) return null;
  const chain = line
    .slice(bar + 2, mark)
    .trim()
    .replaceAll('>> <<', '>>\n<<');
  return { question: line.slice(0, bar).trim(), answer: `${chain}\n#### ${line.slice(mark + 4).trim()}` };
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

function fromText(source: ByteSource, text: string): Recast | null {
  const lines = linesOf(text);
  const head = lines.slice(0, LOOKED_AT);
  if (head.length === 0) return null;
  if (head.filter((line) => icotRow(line) !== null).length > head.length / 2) {
    const rows = lines.map((line) => icotRow(line) ?? { text: line });
    return jsonLines(source, rows, 'text with a question||steps #### answer in each line');
  }
  const letters = head.reduce((sum, line) => sum + line.length, 0);
  const apart = /\n[ \t]*\r?\n/.test(text.trim());
  if (!apart && lines.length > 1 && letters / head.length >= TRACE_LINE) {
    return jsonLines(
      source,
      lines.map((line) => ({ text: line })),
      'plain text with a trace in each line',
    );
  }
  return jsonLines(source, [{ text: text.replace(/^\uFEFF/, '') }], 'plain text');
}

function fromChunks(source: ByteSource, text: string): Recast | null {
  try {
    const value = JSON.parse(text.replace(/^\uFEFF/, '')) as JsonValue;
    if (!Array.isArray(value) || !value.every(isChunk)) return null;
    return jsonLines(source, [{ chunks: value }], 'a chain cut into labelled sentences');
  } catch {
    return null;
  }
}

/** No line of a text's beginning looks like JSON, and nothing in it is binary. */
function isPlainText(head: string): boolean {
  if (head.includes('\0') || head.includes('\uFFFD')) return false;
  return !linesOf(head)
    .slice(0, LOOKED_AT)
    .some((line) => OPENS_JSON.test(line));
}

/**
 * Records of a file whose own bytes are none: lines of text (implicit chain-of-thought data, a trace a line), a plain text as one
 * record, or the sentences of one chain in an array (Thought Anchors). Told from the content; they are read-only and held in
 * memory. Null for everything else, and for files of more than 64 MB. Rejects when the file cannot be read.
 */
export async function recast(source: ByteSource): Promise<Recast | null> {
  if (source.sizeBytes === 0 || source.sizeBytes > MOST_BYTES) return null;
  const start = await source.read(0, Math.min(HEAD_BYTES, source.sizeBytes));
  // A character may be cut at the end of what was looked at.
  const head = decodeUtf8(start).text.replace(/\uFFFD+$/, '');
  const chunks = /^[\uFEFF \t\r\n]*\[\s*\{/.test(head) && head.includes('"chunk_idx"');
  if (!chunks && !isPlainText(head)) return null;
  const { text, valid } = decodeUtf8(await source.read(0, source.sizeBytes));
  if (!valid) return null;
  return chunks ? fromChunks(source, text) : fromText(source, text);
}
