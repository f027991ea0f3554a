import { PieceTable, TABLE_SLACK } from './piece-table.ts';

const BLANK = 32;
const LINE_FEED = 10;
const TOKEN_BYTES_MAX = 4096;

/** 0-63 for a base64 digit, 64 for everything else. */
const BASE64_DIGITS = /* @__PURE__ */ base64Digits();

function base64Digits(): Uint8Array {
  const digits = new Uint8Array(256).fill(64);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let i = 0; i < alphabet.length; i++) digits[alphabet.charCodeAt(i)] = i;
  return digits;
}

/**
 * Decodes a `bpe_ranks` string into a table of its own, without a string or an object per token.
 * Throws an Error when the text is not of that form.
 */
export function readRanks(ranks: string, cacheLimit?: number): PieceTable {
  const table = new PieceTable(countBlanks(ranks), cacheLimit);
  const bytes = new Uint8Array(TOKEN_BYTES_MAX + TABLE_SLACK);
  const view = new DataView(bytes.buffer);
  let at = 0;
  while (at < ranks.length) {
    const lineFeed = ranks.indexOf('\n', at);
    const lineEnd = lineFeed < 0 ? ranks.length : lineFeed;
    at = readLine(ranks, at, lineEnd, table, bytes, view) + 1;
  }
  if (table.longestToken === 0) throw new Error('The rank data holds no tokens.');
  return table;
}

function readLine(
  ranks: string,
  lineStart: number,
  lineEnd: number,
  table: PieceTable,
  bytes: Uint8Array,
  view: DataView,
): number {
  if (lineStart === lineEnd) return lineEnd;
  const marker = ranks.indexOf(' ', lineStart);
  const first = ranks.indexOf(' ', marker + 1);
  let rank = Number.parseInt(ranks.slice(marker + 1, first), 10);
  if (marker < 0 || first < 0 || first > lineEnd || !(rank >= 0)) {
    throw new Error(`The rank data has a malformed line at offset ${lineStart}.`);
  }
  let at = first + 1;
  while (at < lineEnd) {
    const tokenStart = at;
    let bits = 0;
    let buffer = 0;
    let length = 0;
    let code = ranks.charCodeAt(at);
    for (; at < lineEnd && code !== BLANK; code = ranks.charCodeAt(++at)) {
      const digit = BASE64_DIGITS[code] ?? 64;
      if (digit === 64) continue; // the padding
      buffer = (buffer << 6) | digit;
      bits += 6;
      if (bits < 8) continue;
      bits -= 8;
      bytes[length++] = buffer >>> bits;
      buffer &= (1 << bits) - 1;
    }
    if (length === 0 || length > TOKEN_BYTES_MAX) {
      throw new Error(`The rank data has a malformed token at offset ${tokenStart}.`);
    }
    table.addToken(bytes, view, length, rank++);
    at++;
  }
  return lineEnd;
}

function countBlanks(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === BLANK || code === LINE_FEED) count++;
  }
  return count;
}
