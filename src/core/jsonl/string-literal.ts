import type { Span } from '../model/span.ts';

/** A replacement in a text: UTF-16 offsets of what goes, and what comes. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** An edit of a decoded string: decoded offsets and the new decoded text. */
export interface StringEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** How a literal writes its characters; learnt from the literal, and from its record where it holds no evidence. */
export interface EscapeStyle {
  readonly asciiOnly: boolean;
  readonly upperHex: boolean;
  /** ASCII characters that are never raw here, and how they are written. */
  readonly spelled: ReadonlyMap<number, string>;
}

const BACKSLASH = 92;
const LOWER_U = 117;
const SHORT: Readonly<Record<number, string>> = {
  8: '\\b',
  9: '\\t',
  10: '\\n',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};
const DECODED: Readonly<Record<string, number>> = { b: 8, t: 9, n: 10, f: 12, r: 13, '"': 34, '\\': 92, '/': 47 };

/** Length of the raw unit at `at`: one code unit, a short escape or a `\uXXXX` escape. */
function rawLength(text: string, at: number): number {
  if (text.charCodeAt(at) !== BACKSLASH) return 1;
  return text.charCodeAt(at + 1) === LOWER_U ? 6 : 2;
}

function decodedUnit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code !== BACKSLASH) return code;
  if (text.charCodeAt(at + 1) === LOWER_U) return Number.parseInt(text.slice(at + 2, at + 6), 16);
  return DECODED[text.charAt(at + 1)] ?? 0;
}

/** Raw offsets of decoded offsets (ascending) of the literal; a decoded offset at the string's end gives the closing quote. */
function rawOffsets(text: string, literal: Span, wanted: readonly number[]): number[] {
  const found: number[] = [];
  let raw = literal.start + 1;
  let decoded = 0;
  for (const offset of wanted) {
    while (decoded < offset && raw < literal.end - 1) {
      raw += rawLength(text, raw);
      decoded += 1;
    }
    found.push(raw);
  }
  return found;
}

interface Evidence {
  escapedWide: boolean;
  rawWide: boolean;
  upper: boolean | null;
}

/** What one raw unit says about the style. */
function learn(
  text: string,
  at: number,
  size: number,
  seen: Evidence,
  spelled: Map<number, string>,
  raw: Set<number>,
): void {
  const unit = decodedUnit(text, at);
  if (unit >= 128) {
    if (size === 6) seen.escapedWide = true;
    else seen.rawWide = true;
  } else if (size === 1) raw.add(unit);
  else if (!spelled.has(unit)) spelled.set(unit, text.slice(at, at + size));
  if (size === 6 && seen.upper === null) {
    const letter = /[a-f]/i.exec(text.slice(at + 2, at + 6))?.[0];
    if (letter !== undefined) seen.upper = letter < 'a';
  }
}

/** The style of the literal; for what it does not show, what the whole record shows. */
export function styleOf(record: string, literal: Span): EscapeStyle {
  const seen: Evidence = { escapedWide: false, rawWide: false, upper: null };
  const spelled = new Map<number, string>();
  const raw = new Set<number>();
  for (let at = literal.start + 1; at < literal.end - 1; ) {
    const size = rawLength(record, at);
    learn(record, at, size, seen, spelled, raw);
    at += size;
  }
  for (const unit of raw) spelled.delete(unit);
  const silent = !seen.escapedWide && !seen.rawWide;
  if (silent) seen.escapedWide = recordEscapesWide(record);
  return { asciiOnly: seen.escapedWide && !seen.rawWide, upperHex: seen.upper ?? false, spelled };
}

/** True when a record has escapes beyond ASCII and no raw character beyond it. */
function recordEscapesWide(record: string): boolean {
  for (let i = 0; i < record.length; i += 1) if (record.charCodeAt(i) >= 128) return false;
  return /\\u(?:00[89a-f]|0[1-9a-f]|[1-9a-f])/i.test(record);
}

function hexEscape(unit: number, upper: boolean): string {
  const digits = unit.toString(16).padStart(4, '0');
  return `\\u${upper ? digits.toUpperCase() : digits}`;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/** Line and paragraph separators end lines for some readers of JSON Lines; lone surrogates cannot be written as UTF-8. */
function mustEscape(text: string, i: number, unit: number): boolean {
  if (unit < 32 || unit === 0x2028 || unit === 0x2029) return true;
  if (isHigh(unit)) return !isLow(text.charCodeAt(i + 1));
  return isLow(unit) && !(i > 0 && isHigh(text.charCodeAt(i - 1)));
}

/** The text as the inside of a JSON string literal, in the given style. */
export function escapeInStyle(text: string, style: EscapeStyle): string {
  let out = '';
  let plainFrom = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    const special = style.spelled.get(unit) ?? SHORT[unit];
    const hex = mustEscape(text, i, unit) || (style.asciiOnly && unit >= 128);
    if (special === undefined && !hex) continue;
    out += text.slice(plainFrom, i) + (special ?? hexEscape(unit, style.upperHex));
    plainFrom = i + 1;
  }
  return out + text.slice(plainFrom);
}

/** True when a cut at `at` would part a surrogate pair of the text. */
function partsPair(text: string, at: number): boolean {
  return at > 0 && at < text.length && isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
}

/** Shrinks an edit to what really changes, without parting a surrogate pair of the old or the new text. */
function shrink(oldText: string, newText: string): { readonly prefix: number; readonly suffix: number } {
  const most = Math.min(oldText.length, newText.length);
  let prefix = 0;
  while (prefix < most && oldText.charCodeAt(prefix) === newText.charCodeAt(prefix)) prefix += 1;
  if (partsPair(oldText, prefix) || partsPair(newText, prefix)) prefix -= 1;
  let suffix = 0;
  const left = most - prefix;
  const at = (text: string, back: number) => text.charCodeAt(text.length - 1 - back);
  while (suffix < left && at(oldText, suffix) === at(newText, suffix)) suffix += 1;
  if (partsPair(oldText, oldText.length - suffix) || partsPair(newText, newText.length - suffix)) suffix -= 1;
  return { prefix, suffix: Math.max(0, suffix) };
}

/** The string that a literal holds. */
export function decodeLiteral(record: string, literal: Span): string {
  return JSON.parse(record.slice(literal.start, literal.end)) as string;
}

/**
 * The splices that carry out edits (ascending, not overlapping) of one string literal: only the units that change are
 * replaced, what stays keeps its raw spelling.
 */
export function literalSplices(record: string, literal: Span, decoded: string, edits: readonly StringEdit[]): Splice[] {
  const changes = edits.flatMap((edit) => {
    const old = decoded.slice(edit.start, edit.end);
    if (old === edit.newText) return [];
    const { prefix, suffix } = shrink(old, edit.newText);
    const newText = edit.newText.slice(prefix, edit.newText.length - suffix);
    return [{ start: edit.start + prefix, end: edit.end - suffix, newText }];
  });
  if (changes.length === 0) return [];
  const style = styleOf(record, literal);
  const offsets = rawOffsets(
    record,
    literal,
    changes.flatMap((change) => [change.start, change.end]),
  );
  return changes.map((change, i) => ({
    start: offsets[2 * i] ?? literal.end - 1,
    end: offsets[2 * i + 1] ?? literal.end - 1,
    newText: escapeInStyle(change.newText, style),
  }));
}
