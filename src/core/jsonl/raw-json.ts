import type { JsonPath } from '../../base/json.ts';
import type { Span } from '../model/span.ts';

/**
 * Finding values in JSON text that is known to be valid (`JSON.parse` took it): spans are UTF-16 offsets into the text.
 * Nothing here recurses, and every function is linear in the text it passes.
 */

const QUOTE = 34;
const BACKSLASH = 92;

function skipBlank(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 9 && code !== 10 && code !== 13) break;
  }
  return at;
}

/** The offset after the string literal that starts at `from`. */
function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at + 1;
  }
  return text.length;
}

/** The offset after the value that starts at `from`. */
function valueEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; ) {
    const char = text.charAt(at);
    if (char === '"') at = stringEnd(text, at);
    else {
      if (char === '{' || char === '[') depth += 1;
      else if (char === '}' || char === ']') depth -= 1;
      else if (depth === 0) {
        if (char === ',' || char === ' ' || char === '\n' || char === '\r' || char === '\t') return at;
      }
      if (depth < 0) return at;
      at += 1;
    }
    if (depth === 0 && (char === '"' || char === '}' || char === ']')) return at;
  }
  return text.length;
}

/** The elements of the array whose opening bracket stands at `array.start`. */
export function elementSpans(text: string, array: Span): Span[] {
  const spans: Span[] = [];
  let at = skipBlank(text, array.start + 1);
  while (at < array.end && text.charAt(at) !== ']') {
    const end = valueEnd(text, at);
    spans.push({ start: at, end });
    at = skipBlank(text, end);
    if (text.charAt(at) === ',') at = skipBlank(text, at + 1);
  }
  return spans;
}

function decodedKey(text: string, span: Span): string {
  const inner = text.slice(span.start + 1, span.end - 1);
  return inner.includes('\\') ? (JSON.parse(text.slice(span.start, span.end)) as string) : inner;
}

/** The key literal and value of the member that `JSON.parse` keeps: the last one with that key. Null when there is none. */
export function memberSpans(
  text: string,
  object: Span,
  key: string,
): { readonly key: Span; readonly value: Span } | null {
  let found: { key: Span; value: Span } | null = null;
  let at = skipBlank(text, object.start + 1);
  while (at < object.end && text.charAt(at) === '"') {
    const name = { start: at, end: stringEnd(text, at) };
    const start = skipBlank(text, skipBlank(text, name.end) + 1);
    const value = { start, end: valueEnd(text, start) };
    if (decodedKey(text, name) === key) found = { key: name, value };
    at = skipBlank(text, value.end);
    if (text.charAt(at) === ',') at = skipBlank(text, at + 1);
  }
  return found;
}

/** The text of the value at `path`; null when the path leads nowhere. */
export function locateValue(text: string, path: JsonPath): Span | null {
  const start = skipBlank(text, 0);
  let span: Span = { start, end: valueEnd(text, start) };
  for (const key of path) {
    const open = text.charAt(span.start);
    let next: Span | undefined;
    if (typeof key === 'number') next = open === '[' ? elementSpans(text, span)[key] : undefined;
    else next = open === '{' ? memberSpans(text, span, key)?.value : undefined;
    if (next === undefined) return null;
    span = next;
  }
  return span;
}

/** True when the span is a string literal. */
export function isStringLiteral(text: string, span: Span): boolean {
  return text.charCodeAt(span.start) === QUOTE;
}
