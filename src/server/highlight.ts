import { ESCAPE_GLYPH } from '../core/document/grammar.ts';
import type { ParsedDocument } from '../core/document/types.ts';
import type { Span } from '../core/model/span.ts';

/** What is coloured in a trace document, with the standard token type that stands for it. */
export const HIGHLIGHTS = {
  header: 'namespace',
  mark: 'operator',
  escape: 'regexp',
  number: 'number',
  formula: 'macro',
  answer: 'string',
} as const;

export type Highlight = keyof typeof HIGHLIGHTS;

/** A coloured piece of one line. Offsets are UTF-16 into the document. */
export interface Colour {
  readonly span: Span;
  readonly highlight: Highlight;
}

/** Editors stop colouring lines at about this length. */
const LONGEST_LINE = 20_000;

/** The coloured pieces of the lines that touch `range`, in order, not overlapping, none over more than one line. */
export function coloursOf(parsed: ParsedDocument, range: Span): Colour[] {
  const colours: Colour[] = [];
  for (const { header, body } of parsed.sections) {
    if (touches(header, range)) colours.push({ span: header, highlight: 'header' });
    if (!touches(body, range)) continue;
    for (const line of linesOf(parsed.documentText, body, range)) colours.push(...lineColours(parsed, line));
  }
  return colours;
}

function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && a.end >= b.start;
}

function* linesOf(text: string, body: Span, range: Span): Iterable<Span> {
  let start = body.start;
  if (range.start > start) start = Math.max(start, text.lastIndexOf('\n', range.start - 1) + 1);
  while (start <= Math.min(body.end, range.end)) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 || feed > body.end ? body.end : feed;
    yield { start, end };
    start = end + 1;
  }
}

function lineColours(parsed: ParsedDocument, line: Span): Colour[] {
  const notation = notationIn(parsed, line);
  const content = parsed.documentText.slice(line.start, line.end);
  const pieces = content.length > LONGEST_LINE ? [] : contentColours(content);
  const shifted = pieces.map(({ span, highlight }) => ({
    span: { start: span.start + line.start, end: span.end + line.start },
    highlight,
  }));
  // Marks and escapes win over what they stand in; the rest of such a piece stays plain.
  const free = shifted.filter(
    ({ span }) => !notation.some((each) => each.span.start < span.end && each.span.end > span.start),
  );
  return [...notation, ...free].sort((a, b) => a.span.start - b.span.start);
}

function notationIn(parsed: ParsedDocument, line: Span): Colour[] {
  let low = 0;
  let high = parsed.notation.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parsed.notation[middle]?.span.start ?? Number.POSITIVE_INFINITY) < line.start) low = middle + 1;
    else high = middle;
  }
  const found: Colour[] = [];
  for (let index = low; index < parsed.notation.length; index++) {
    const each = parsed.notation[index];
    if (!each || each.span.start >= line.end) break;
    found.push({ span: each.span, highlight: each.kind });
  }
  return found;
}

/** Answers (`\boxed{...}`, `#### 42`), formulas in TeX delimiters and numbers of one line. Linear. */
export function contentColours(line: string): Colour[] {
  const hashes = /^#### ?/.exec(line);
  if (hashes) return [{ span: { start: 0, end: line.length }, highlight: 'answer' }];
  const colours: Colour[] = [];
  const closers = new Closers(line);
  let at = 0;
  START.lastIndex = 0;
  for (let match = START.exec(line); match; match = START.exec(line)) {
    at = match.index;
    const end = endOf(line, at, match[0], closers);
    if (end === null) continue;
    const highlight = match[0].startsWith('\\boxed') ? 'answer' : /^\d/.test(match[0]) ? 'number' : 'formula';
    colours.push({ span: { start: at, end }, highlight });
    START.lastIndex = end;
  }
  return colours;
}

const START = /\\boxed\{|\\\(|\\\[|\$\$?|\d[\d,]*(?:\.\d+)?/g;

function endOf(line: string, at: number, opener: string, closers: Closers): number | null {
  if (/^\d/.test(opener)) return at + opener.replace(/,+$/, '').length;
  const from = at + opener.length;
  if (opener === '\\boxed{') return closers.brace(from);
  if (opener === '\\(') return closers.find('\\)', from);
  if (opener === '\\[') return closers.find('\\]', from);
  if (opener === '$$') return closers.find('$$', from);
  // A dollar sign before a number with no partner close by is money.
  const end = closers.find('$', from);
  if (end === null || /^\s/.test(line.charAt(from)) || /\s/.test(line.charAt(end - 2))) return null;
  return /\d/.test(line.charAt(end)) ? null : end;
}

/** Finds closing delimiters; one that is not found once is not searched again, which keeps a line linear. */
class Closers {
  readonly #line: string;
  readonly #missing = new Set<string>();

  constructor(line: string) {
    this.#line = line;
  }

  find(closer: string, from: number): number | null {
    if (this.#missing.has(closer)) return null;
    const index = this.#line.indexOf(closer, from);
    if (index >= 0) return index + closer.length;
    this.#missing.add(closer);
    return null;
  }

  brace(from: number): number | null {
    if (this.#missing.has('}')) return null;
    let depth = 1;
    for (let at = from; at < this.#line.length; at++) {
      const char = this.#line.charAt(at);
      if (char === '{') depth++;
      else if (char === '}' && --depth === 0) return at + 1;
      if (char === ESCAPE_GLYPH) break;
    }
    this.#missing.add('}');
    return null;
  }
}
