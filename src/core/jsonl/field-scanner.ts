import type { JsonValue } from '../../base/json.ts';

/** The part of the platform's decoder that is used here; the core sees neither the DOM's nor Node's types. */
declare const TextDecoder: new (
  label: string,
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
/** Strings up to this are walked four bytes at a time; from there on the platform's own search is faster. */
const NEAR_WORDS = 32;
/** Values up to this are decoded by hand when they are ASCII. */
const SHORT = 48;

/** What kind of value stands in a field; `missing` when the record has no such field. */
export type FieldKind = 'missing' | 'string' | 'number' | 'boolean' | 'null' | 'container';

/**
 * Finds the top-level fields with given names in the bytes of one record after the other, without parsing the rest. Of a name
 * that stands there several times the last counts, as `JSON.parse` has it. Agrees with `JSON.parse` on all valid JSON; of text
 * that is no JSON it may find fields before the fault.
 */
export interface FieldScanner {
  readonly names: readonly string[];
  /** Looks at the record in `start`..`end`. False when it is no JSON object as far as was seen; then all fields are missing. */
  scan(bytes: Uint8Array, start: number, end: number): boolean;
  /** Kind of the field with this place among the names in the record scanned last. */
  kind(place: number): FieldKind;
  /** Its value, parsed now; undefined when it is missing or broken. */
  value(place: number): JsonValue | undefined;
}

/** A scanner for some names. It is reused from record to record and holds on to the bytes scanned last. */
export function fieldScanner(names: readonly string[]): FieldScanner {
  const keys = names.map(utf8);
  const starts = new Float64Array(names.length);
  const ends = new Float64Array(names.length);
  let held: Uint8Array = new Uint8Array();
  let words = wordsOf(held);
  return {
    names,
    scan: (bytes, start, end) => {
      if (bytes !== held) words = wordsOf(bytes);
      held = bytes;
      starts.fill(-1);
      const found = scanObject({ bytes, words }, start, end, (keyStart, keyEnd, isEscaped, valueStart, valueEnd) => {
        const place = isEscaped
          ? placeOfEscaped(names, bytes, keyStart, keyEnd)
          : placeOf(keys, bytes, keyStart, keyEnd);
        if (place < 0) return;
        starts[place] = valueStart;
        ends[place] = valueEnd;
      });
      if (!found) starts.fill(-1);
      return found;
    },
    kind: (place) => {
      const start = starts[place] ?? -1;
      return start < 0 ? 'missing' : kindOf(held[start]);
    },
    value: (place) => {
      const start = starts[place] ?? -1;
      return start < 0 ? undefined : valueIn(held, start, ends[place] ?? start);
    },
  };
}

/** Names of the top-level fields of a record in their order, each once; [] when it is no JSON object. */
export function fieldNames(bytes: Uint8Array, start = 0, end = bytes.length): readonly string[] {
  const names = new Set<string>();
  const found = scanObject({ bytes, words: wordsOf(bytes) }, start, end, (keyStart, keyEnd) => {
    const name = valueIn(bytes, keyStart - 1, keyEnd + 1);
    if (typeof name === 'string') names.add(name);
  });
  return found ? [...names] : [];
}

/** Bytes of records, and the same bytes in fours (from the first one on) where they lie so that they can be read like that. */
interface Bytes {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
}

function wordsOf({ buffer, byteOffset, length }: Uint8Array): Int32Array {
  return byteOffset % 4 === 0 ? new Int32Array(buffer, byteOffset, length >> 2) : new Int32Array();
}

/** Told of every member of an object: its key without quotes and its value, as offsets. */
type OnMember = (keyStart: number, keyEnd: number, isEscaped: boolean, valueStart: number, valueEnd: number) => void;

function scanObject(text: Bytes, start: number, end: number, onMember: OnMember): boolean {
  const { bytes } = text;
  let i = pastBlanks(bytes, start, end);
  if (bytes[i] !== OPEN_OBJECT || i >= end) return false;
  i = pastBlanks(bytes, i + 1, end);
  if (i < end && bytes[i] === CLOSE_OBJECT) return true;
  while (i < end) {
    if (bytes[i] !== QUOTE) return false;
    const keyStart = i + 1;
    let isEscaped = false;
    // Keys are short, so that a plain walk is fastest.
    for (i = keyStart; i < end && bytes[i] !== QUOTE; i += 1) {
      if (bytes[i] !== BACKSLASH) continue;
      isEscaped = true;
      i += 1;
    }
    const keyEnd = i;
    i = pastBlanks(bytes, keyEnd + 1, end);
    if (i >= end || bytes[i] !== COLON) return false;
    const valueStart = pastBlanks(bytes, i + 1, end);
    const valueEnd = pastValue(text, valueStart, end);
    if (valueEnd < 0) return false;
    onMember(keyStart, keyEnd, isEscaped, valueStart, valueEnd);
    i = pastBlanks(bytes, valueEnd, end);
    if (i >= end) return false;
    if (bytes[i] === CLOSE_OBJECT) return true;
    if (bytes[i] !== COMMA) return false;
    i = pastBlanks(bytes, i + 1, end);
  }
  return false;
}

function pastBlanks(bytes: Uint8Array, from: number, end: number): number {
  let i = from;
  while (i < end && isBlank(bytes[i])) i += 1;
  return i;
}

function isBlank(code: number | undefined): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

/** Offset of the quote that closes a string whose first byte is at `from`; -1 when it stays open. */
function stringEnd(text: Bytes, from: number, end: number): number {
  const { bytes } = text;
  for (let start = from; ; ) {
    const quote = quoteFrom(text, start, end);
    if (quote < 0 || bytes[quote - 1] !== BACKSLASH) return quote;
    let run = quote;
    while (run > start && bytes[run - 1] === BACKSLASH) run -= 1;
    // An even number of backslashes before it escapes itself.
    if (((quote - run) & 1) === 0) return quote;
    start = quote + 1;
  }
}

/** Offset of the next quote; -1 when there is none before the end. */
function quoteFrom({ bytes, words }: Bytes, from: number, end: number): number {
  let i = from;
  for (const aligned = Math.min(end, (from + 3) & ~3); i < aligned; i += 1) if (bytes[i] === QUOTE) return i;
  let word = i >> 2;
  const last = Math.min(words.length, end >> 2);
  const near = Math.min(last, word + NEAR_WORDS);
  for (; word < near; word += 1) {
    // One of the four bytes is a quote where this has a zero byte.
    const zeros = (words[word] ?? 0) ^ 0x22222222;
    if (((zeros - 0x01010101) & ~zeros & 0x80808080) !== 0) break;
  }
  i = Math.max(i, word << 2);
  if (word < near || word === last) {
    for (const stop = Math.min(end, i + 4); i < stop; i += 1) if (bytes[i] === QUOTE) return i;
    if (i >= end) return -1;
  }
  const quote = bytes.indexOf(QUOTE, i);
  return quote < end ? quote : -1;
}

function pastValue(text: Bytes, from: number, end: number): number {
  const { bytes } = text;
  const code = bytes[from];
  if (from >= end) return -1;
  if (code === QUOTE) {
    const close = stringEnd(text, from + 1, end);
    return close < 0 ? -1 : close + 1;
  }
  if (code === OPEN_OBJECT || code === OPEN_ARRAY) return pastContainer(text, from, end);
  let i = from;
  while (i < end && !isBlank(bytes[i]) && bytes[i] !== COMMA && bytes[i] !== CLOSE_OBJECT) i += 1;
  return i > from ? i : -1;
}

function pastContainer(text: Bytes, from: number, end: number): number {
  const { bytes } = text;
  let depth = 0;
  for (let i = from; i < end; i += 1) {
    const code = bytes[i];
    if (code === QUOTE) {
      i = stringEnd(text, i + 1, end);
      if (i < 0) return -1;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) depth += 1;
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return -1;
}

function placeOf(keys: readonly Uint8Array[], bytes: Uint8Array, start: number, end: number): number {
  for (let place = 0; place < keys.length; place += 1) {
    const key = keys[place];
    if (key !== undefined && key.length === end - start && sameBytes(key, bytes, start)) return place;
  }
  return -1;
}

function placeOfEscaped(names: readonly string[], bytes: Uint8Array, start: number, end: number): number {
  const name = valueIn(bytes, start - 1, end + 1);
  return typeof name === 'string' ? names.indexOf(name) : -1;
}

function sameBytes(key: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < key.length; i += 1) if (key[i] !== bytes[start + i]) return false;
  return true;
}

function kindOf(first: number | undefined): FieldKind {
  switch (first) {
    case QUOTE:
      return 'string';
    case OPEN_OBJECT:
    case OPEN_ARRAY:
      return 'container';
    case 116:
    case 102:
      return 'boolean';
    case 110:
      return 'null';
    default:
      return 'number';
  }
}

const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

function valueIn(bytes: Uint8Array, start: number, end: number): JsonValue | undefined {
  const kind = kindOf(bytes[start]);
  if (kind === 'null') return null;
  if (kind === 'boolean') return bytes[start] === 116;
  if (end - start <= SHORT && kind !== 'container') {
    const isText = kind === 'string';
    const plain = plainText(bytes, isText ? start + 1 : start, isText ? end - 1 : end);
    if (plain !== null) return isText ? plain : numberIn(plain);
  }
  try {
    return JSON.parse(decoder.decode(bytes.subarray(start, end))) as JsonValue;
  } catch {
    return undefined;
  }
}

function numberIn(text: string): number | undefined {
  const number = Number(text);
  return Number.isNaN(number) ? undefined : number;
}

/** The text where all bytes are printable ASCII without escapes, else null. */
function plainText(bytes: Uint8Array, start: number, end: number): string | null {
  let text = '';
  for (let i = start; i < end; i += 1) {
    const code = bytes[i] ?? 0;
    if (code < 32 || code > 126 || code === BACKSLASH) return null;
    text += String.fromCharCode(code);
  }
  return text;
}

/** UTF-8 of a name; a lone surrogate, which no UTF-8 has, gives bytes that no record holds. */
function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) bytes.push(0xff);
    else if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}
