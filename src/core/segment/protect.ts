import type { Span } from '../model/span.ts';
import { isSpaceAt } from './span-tools.ts';

/** Longest stretch that one unclosed-looking opener may protect, in UTF-16 units. */
const MATH_LIMIT = 4_000;
const QUOTE_LIMIT = 800;

/** Next place of a needle at or after a growing offset; keeps the last hit, so a whole scan stays linear. */
function makeFinder(text: string, needle: string): (from: number) => number {
  let next = -2;
  return (from) => {
    if (next === -1) return -1;
    if (next < from) next = text.indexOf(needle, from);
    return next;
  };
}

interface Scan {
  readonly text: string;
  readonly blankLine: (from: number) => number;
  readonly finders: Map<string, (from: number) => number>;
}

function find(scan: Scan, needle: string, from: number): number {
  let finder = scan.finders.get(needle);
  if (finder === undefined) {
    finder = makeFinder(scan.text, needle);
    scan.finders.set(needle, finder);
  }
  return finder(from);
}

/** End of the stretch that closes with `closer` within `limit`, else -1. */
function closedBy(scan: Scan, from: number, closer: string, limit: number, inParagraph: boolean): number {
  const at = find(scan, closer, from);
  if (at === -1 || at - from > limit) return -1;
  if (inParagraph) {
    const blank = scan.blankLine(from);
    if (blank !== -1 && blank < at) return -1;
  }
  return at + closer.length;
}

function atLineStart(text: string, offset: number): boolean {
  let i = offset - 1;
  while (i >= 0 && (text[i] === ' ' || text[i] === '\t')) i--;
  return i < 0 || text[i] === '\n';
}

function lineEnd(scan: Scan, from: number): number {
  const at = find(scan, '\n', from);
  return at === -1 ? scan.text.length : at;
}

/** A fenced block: from the opening fence to the end of the line of the closing one; -1 when it never closes. */
function fenceEnd(scan: Scan, offset: number): number {
  const fence = scan.text.slice(offset, offset + 3);
  let at = lineEnd(scan, offset);
  while (at !== -1 && at < scan.text.length) {
    const close = scan.text.indexOf(`\n`, at);
    if (close === -1) return -1;
    let i = close + 1;
    while (scan.text[i] === ' ' || scan.text[i] === '\t') i++;
    if (scan.text.startsWith(fence, i)) {
      const end = scan.text.indexOf('\n', i);
      return end === -1 ? scan.text.length : end;
    }
    at = i > at ? i : at + 1;
  }
  return -1;
}

/** A Markdown table: neighbouring lines that begin with a bar. */
function tableEnd(scan: Scan, offset: number): number {
  const { text } = scan;
  let end = -1;
  let rows = 0;
  let at = offset;
  while (at < text.length) {
    let i = at;
    while (text[i] === ' ' || text[i] === '\t') i++;
    if (text[i] !== '|') break;
    const next = text.indexOf('\n', i);
    end = next === -1 ? text.length : next;
    rows++;
    at = end + 1;
  }
  return rows >= 2 ? end : -1;
}

function environmentEnd(scan: Scan, offset: number): number {
  const { text } = scan;
  let depth = 1;
  let at = offset + 7;
  const limit = offset + MATH_LIMIT;
  while (depth > 0) {
    const end = find(scan, '\\end{', at);
    if (end === -1 || end > limit) return -1;
    const begin = text.slice(at, end).indexOf('\\begin{');
    if (begin !== -1) {
      depth++;
      at = at + begin + 7;
    } else {
      depth--;
      at = end + 5;
    }
  }
  const brace = text.indexOf('}', at);
  return brace === -1 || brace - at > 40 ? -1 : brace + 1;
}

/** `$...$` in one paragraph; a dollar sign of money is no opener. */
function dollarEnd(scan: Scan, offset: number): number {
  const { text } = scan;
  if (text.startsWith('$$', offset)) return closedBy(scan, offset + 2, '$$', MATH_LIMIT, false);
  if (offset + 1 >= text.length || isSpaceAt(text, offset + 1)) return -1;
  let at = find(scan, '$', offset + 1);
  while (at !== -1 && text[at - 1] === '\\') at = find(scan, '$', at + 1);
  if (at === -1 || at - offset > MATH_LIMIT || isSpaceAt(text, at - 1)) return -1;
  const after = text.charCodeAt(at + 1);
  if (after >= 48 && after <= 57) return -1;
  const blank = scan.blankLine(offset);
  return blank !== -1 && blank < at ? -1 : at + 1;
}

function quoteEnd(scan: Scan, offset: number): number {
  const { text } = scan;
  const open = text[offset];
  if (open === '“') return closedBy(scan, offset + 1, '”', QUOTE_LIMIT, true);
  if (open === '「') return closedBy(scan, offset + 1, '」', QUOTE_LIMIT, true);
  const before = offset === 0 ? ' ' : (text[offset - 1] ?? ' ');
  if (!(/[\s([*_:—-]/.test(before) && offset + 1 < text.length && !isSpaceAt(text, offset + 1))) return -1;
  return closedBy(scan, offset + 1, '"', QUOTE_LIMIT, true);
}

function protectedEnd(scan: Scan, offset: number): number {
  const { text } = scan;
  switch (text[offset]) {
    case '`':
      if (text.startsWith('```', offset) && atLineStart(text, offset)) return fenceEnd(scan, offset);
      return inlineCodeEnd(scan, offset);
    case '~':
      return text.startsWith('~~~', offset) && atLineStart(text, offset) ? fenceEnd(scan, offset) : -1;
    case '|':
      return atLineStart(text, offset) ? tableEnd(scan, offset) : -1;
    case '$':
      return dollarEnd(scan, offset);
    case '\\':
      if (text[offset + 1] === '[') return closedBy(scan, offset + 2, '\\]', MATH_LIMIT, false);
      if (text[offset + 1] === '(') return closedBy(scan, offset + 2, '\\)', MATH_LIMIT, true);
      return text.startsWith('\\begin{', offset) ? environmentEnd(scan, offset) : -1;
    case '"':
    case '“':
    case '「':
      return quoteEnd(scan, offset);
    default:
      return -1;
  }
}

function inlineCodeEnd(scan: Scan, offset: number): number {
  if (scan.text.startsWith('``', offset)) return -1;
  const end = closedBy(scan, offset + 1, '`', 300, true);
  return end !== -1 && end <= lineEnd(scan, offset) ? end : -1;
}

/**
 * The parts of a text in which no step may end: LaTeX, code, tables and quotes, in order and without overlap.
 * An opener without its closer in reach protects nothing. Linear in the text.
 */
export function protectedSpans(text: string): readonly Span[] {
  const scan: Scan = { text, blankLine: makeBlankLineFinder(text), finders: new Map() };
  const spans: Span[] = [];
  let fencesOpen = true;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '\\' && (text[i + 1] === '$' || text[i + 1] === '\\')) {
      i++;
      continue;
    }
    const isFence = (char === '`' && text.startsWith('```', i)) || (char === '~' && text.startsWith('~~~', i));
    if (isFence && !fencesOpen) continue;
    const end = protectedEnd(scan, i);
    if (isFence && end === -1 && atLineStart(text, i)) fencesOpen = false;
    if (end > i) {
      spans.push({ start: i, end });
      i = end - 1;
    }
  }
  return spans;
}

/** Offset of the first line break of the next blank line at or after a growing offset; -1 when there is none. */
function makeBlankLineFinder(text: string): (from: number) => number {
  let next = -2;
  return (from) => {
    if (next === -1 || next >= from) return next;
    let at = text.indexOf('\n', from);
    while (at !== -1) {
      let i = at + 1;
      while (i < text.length && text[i] !== '\n' && isSpaceAt(text, i)) i++;
      if (i < text.length && text[i] === '\n') {
        next = at;
        return next;
      }
      at = text.indexOf('\n', i);
    }
    next = -1;
    return -1;
  };
}

/** A test for offsets that rise from call to call: true when the offset lies strictly inside a protected part. */
export function makeInside(spans: readonly Span[]): (offset: number) => boolean {
  let index = 0;
  return (offset) => {
    while (index < spans.length && (spans[index]?.end ?? 0) <= offset) index++;
    const span = spans[index];
    return span !== undefined && span.start < offset && offset < span.end;
  };
}
