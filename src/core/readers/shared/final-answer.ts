import type { Span } from '../../model/span.ts';
import { trimSpan } from './fields.ts';

/** The final answer found at a text's end: its own span, and where the reasoning before it ends. */
export interface FinalAnswer {
  readonly kind: 'marker' | 'sentence' | 'heading';
  readonly answer: Span;
  /** The part before the line, sentence or heading that gives the answer; not blank. */
  readonly reasoning: Span;
}

const MAX_TAIL = 1200;
const MAX_ANSWER = 200;
const CUE = /\b(?:answer|final result)(?: (?:choice|option))?[*_]{0,2}(?: is| =|:)[*_:]{0,3}[ \t]*/gi;
const LEAD =
  /^(?:[\s*_#>-]|\b(?:so|thus|therefore|hence|and|finally|consequently|in conclusion|the|my|our|final|correct|right)\b[,:]?)*$/i;
const HEADING = /^[#*_\s]*(?:the )?final (?:answer|result)[#*_:\s]*$/i;

/** The inside of the last `\boxed{...}` whose braces balance, within the span; null when there is none. Linear time. */
export function lastBoxed(text: string, within: Span): Span | null {
  const open: number[] = [];
  let found: Span | null = null;
  for (let i = within.start; i < within.end; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 92) {
      const next = text.charCodeAt(i + 1);
      if (next === 123 || next === 125 || next === 92) i += 1;
    } else if (code === 123) open.push(i);
    else if (code === 125) {
      const start = open.pop();
      if (start !== undefined && /\\f?boxed\s?$/.test(text.slice(Math.max(within.start, start - 8), start))) {
        found = { start: start + 1, end: i };
      }
    }
  }
  return found;
}

/** The last line of a span that is not blank, without the white space around it. */
function lastLine(text: string, within: Span): Span {
  const trimmed = trimSpan(text, within);
  const from = text.lastIndexOf('\n', trimmed.end - 1) + 1;
  return trimSpan(text, { start: Math.max(from, trimmed.start), end: trimmed.end });
}

const WRAPPERS: readonly (readonly [string, string])[] = [
  ['**', '**'],
  ['$$', '$$'],
  ['$', '$'],
  ['\\(', '\\)'],
  ['\\[', '\\]'],
  ['`', '`'],
];

/** Takes a final full stop and the marks around the value away. */
function bareValue(text: string, span: Span): Span {
  const boxed = lastBoxed(text, span);
  if (boxed !== null) return trimSpan(text, boxed);
  let value = trimSpan(text, span);
  for (let changed = true; changed; ) {
    changed = false;
    if (value.end > value.start && text.charAt(value.end - 1) === '.') {
      value = trimSpan(text, { start: value.start, end: value.end - 1 });
      changed = true;
    }
    for (const [open, close] of WRAPPERS) {
      const part = text.slice(value.start, value.end);
      if (part.length <= open.length + close.length || !part.startsWith(open) || !part.endsWith(close)) continue;
      value = trimSpan(text, { start: value.start + open.length, end: value.end - close.length });
      changed = true;
    }
  }
  return value;
}

function make(kind: FinalAnswer['kind'], text: string, within: Span, cut: number, value: Span): FinalAnswer | null {
  const body = text.slice(within.start, cut).trimEnd();
  const reasoning = { start: within.start, end: within.start + body.length };
  const size = value.end - value.start;
  if (size === 0 || size > MAX_ANSWER || body.trimStart() === '') return null;
  return { kind, answer: value, reasoning };
}

function byMarker(text: string, within: Span, line: Span): FinalAnswer | null {
  const part = text.slice(line.start, Math.min(line.end, line.start + MAX_ANSWER + 8));
  const mark = /^(?:#### ?|A: )/.exec(part)?.[0];
  if (mark === undefined) return byMarkInside(text, within, line);
  return make('marker', text, within, line.start, trimSpan(text, { start: line.start + mark.length, end: line.end }));
}

/** The answer behind a mark within the last line, as rows of one line have it: "<<16-3=13>> #### 13". */
function byMarkInside(text: string, within: Span, line: Span): FinalAnswer | null {
  const from = Math.max(line.start, line.end - MAX_ANSWER - 6);
  const at = text.slice(from, line.end).lastIndexOf(' #### ');
  if (at < 0) return null;
  const cut = from + at;
  return make('marker', text, within, cut, trimSpan(text, { start: cut + 6, end: line.end }));
}

function bySentence(text: string, within: Span, line: Span): FinalAnswer | null {
  const from = Math.max(line.start, line.end - MAX_TAIL);
  const tail = text.slice(from, line.end);
  for (const match of [...tail.matchAll(CUE)].slice(-4)) {
    const before = tail.slice(0, match.index);
    const stop = /[.!?][)"'*]{0,2}[ \t](?=[^.!?]*$)/.exec(before.slice(-80));
    const sentence =
      stop === null ? before : before.slice(before.length - Math.min(80, before.length) + stop.index + stop[0].length);
    if (sentence.length > 60 || !LEAD.test(sentence)) continue;
    const start = from + match.index;
    const value = { start: start + match[0].length, end: line.end };
    if (/[.!?]\s+[A-Z]/.test(text.slice(value.start, value.end)) && lastBoxed(text, value) === null) return null;
    return make('sentence', text, within, start - sentence.length, bareValue(text, value));
  }
  return null;
}

function byHeading(text: string, within: Span): FinalAnswer | null {
  const { end } = trimSpan(text, within);
  const from = Math.max(within.start, end - MAX_TAIL);
  let lineStart = text.indexOf('\n', from) + 1;
  let found: FinalAnswer | null = null;
  while (lineStart > 0 && lineStart < end) {
    const feed = text.indexOf('\n', lineStart);
    const lineEnd = feed < 0 || feed > end ? end : feed;
    if (lineEnd - lineStart < 60 && HEADING.test(text.slice(lineStart, lineEnd))) {
      found = make('heading', text, within, lineStart, bareValue(text, { start: lineEnd, end })) ?? found;
    }
    lineStart = lineEnd + 1;
  }
  return found;
}

/**
 * The final answer that stands at the end of a chain in a line, sentence or section of its own ("#### 18",
 * "The answer is 18.", a "Final Answer" heading). Null when there is none, or when it cannot be parted from the reasoning.
 */
export function splitFinalAnswer(text: string, within: Span): FinalAnswer | null {
  const line = lastLine(text, within);
  return byMarker(text, within, line) ?? byHeading(text, within) ?? bySentence(text, within, line);
}

/** The value that a gold text comes down to: after `####` or "A:", in the last box, else all of it without the ends' white space. */
export function goldValue(text: string): Span {
  const whole = { start: 0, end: text.length };
  const split = splitFinalAnswer(text, whole);
  if (split !== null) return split.answer;
  const line = lastLine(text, whole);
  const mark = /^(?:####|A:) ?/.exec(text.slice(line.start, line.start + 8))?.[0];
  if (mark !== undefined && line.end > line.start + mark.length) {
    return trimSpan(text, { start: line.start + mark.length, end: line.end });
  }
  return lastBoxed(text, whole) ?? trimSpan(text, whole);
}
