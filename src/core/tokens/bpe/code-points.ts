/** Not a byte of UTF-8, so it can mark the end of a text in its byte buffer. */
export const SENTINEL = 0xff;

// The classes of code points that the splitting patterns tell apart.
/** Lu, Lt */
export const UPPER = 1;
/** Ll */
export const LOWER = 2;
/** Lm, Lo: counts as upper and as lower case in the patterns */
export const UNCASED = 3;
/** M */
export const MARK = 4;
/** N */
export const NUMBER = 5;
/** CR, LF */
export const NEWLINE = 6;
/** U+0020 */
export const BLANK = 7;
/** any other code point with the property White_Space, as the reference implementation has it */
export const WHITE = 8;
export const OTHER = 9;
/** the end of the text */
export const END = 10;

/** Class by code point, 0 where not yet asked; filled on demand, because most texts use few code points. */
const classes = new Uint8Array(0x110000);

function classify(codePoint: number): number {
  const char = String.fromCodePoint(codePoint);
  if (char === '\r' || char === '\n') return NEWLINE;
  if (char === ' ') return BLANK;
  // Not `\s`, which takes U+FEFF for white space and U+0085 for none: that is js-tiktoken's difference to the reference.
  if (/\p{White_Space}/u.test(char)) return WHITE;
  if (/[\p{Lu}\p{Lt}]/u.test(char)) return UPPER;
  if (/\p{Ll}/u.test(char)) return LOWER;
  if (/\p{L}/u.test(char)) return UNCASED;
  if (/\p{M}/u.test(char)) return MARK;
  return /\p{N}/u.test(char) ? NUMBER : OTHER;
}

/**
 * The class of the code point that starts at `at` in well-formed UTF-8 closed by a sentinel, plus its width in bytes:
 * `class << 3 | width`. At the sentinel the class is `END` and the width 0.
 */
export function classAndWidth(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  let codePoint = first;
  let width = 1;
  if (first >= 0x80) {
    if (first === SENTINEL) return END << 3;
    const second = bytes[at + 1]! & 63;
    if (first < 0xe0) {
      codePoint = ((first & 31) << 6) | second;
      width = 2;
    } else if (first < 0xf0) {
      codePoint = ((first & 15) << 12) | (second << 6) | (bytes[at + 2]! & 63);
      width = 3;
    } else {
      codePoint = ((first & 7) << 18) | (second << 12) | ((bytes[at + 2]! & 63) << 6) | (bytes[at + 3]! & 63);
      width = 4;
    }
  }
  let kind = classes[codePoint]!;
  if (kind === 0) {
    kind = classify(codePoint);
    classes[codePoint] = kind;
  }
  return (kind << 3) | width;
}
