import {
  BLANK,
  classAndWidth,
  END,
  LOWER,
  MARK,
  NEWLINE,
  NUMBER,
  OTHER,
  UNCASED,
  UPPER,
  WHITE,
} from './code-points.ts';

// Parts of the splitting patterns, over the bytes of a text. A set of classes is a number with the bit of each class.

export const LETTERS = (1 << UPPER) | (1 << LOWER) | (1 << UNCASED);
export const OTHERS = (1 << OTHER) | (1 << MARK);
export const NUMBERS = 1 << NUMBER;
const WHITES = (1 << BLANK) | (1 << WHITE) | (1 << NEWLINE);

/** Whether the class is in the set. */
export function isIn(set: number, kind: number): boolean {
  return ((set >>> kind) & 1) !== 0;
}

/** End of the longest run of code points of the set from `at`, of at most `limit` code points. */
export function runEnd(bytes: Uint8Array, at: number, set: number, limit = Number.POSITIVE_INFINITY): number {
  let end = at;
  for (let n = 0; n < limit; n++) {
    const found = classAndWidth(bytes, end);
    if (!isIn(set, found >>> 3)) break;
    end += found & 7;
  }
  return end;
}

/** End of the run of carriage returns and line feeds from `at`; with `slash`, of slashes too. */
export function newlineTailEnd(bytes: Uint8Array, at: number, slash: boolean): number {
  let end = at;
  while (bytes[end] === 10 || bytes[end] === 13 || (slash && bytes[end] === 47)) end++;
  return end;
}

/**
 * End of the white-space piece that starts at `at`: up to and including the last newline of the run (only when
 * `newlines`); else the run, when it reaches the end of the text; else the run less its last code point, if one stays.
 */
export function whiteEnd(bytes: Uint8Array, at: number, newlines: boolean): number {
  let end = at;
  let lastStart = at;
  let afterNewline = at;
  for (;;) {
    const found = classAndWidth(bytes, end);
    const kind = found >>> 3;
    if (!isIn(WHITES, kind)) {
      if (newlines && afterNewline > at) return afterNewline;
      return kind === END || lastStart === at ? end : lastStart;
    }
    lastStart = end;
    end += found & 7;
    if (kind === NEWLINE) afterNewline = end;
  }
}

/**
 * Length of the contraction ('s 't 'm 'd 're 've 'll) at `at`, 0 when there is none; `fold` folds case as the reference
 * does, for which the long s (U+017F) is an s.
 */
export function contractionLength(bytes: Uint8Array, at: number, fold: boolean): number {
  if (bytes[at] !== 39) return 0;
  const bit = fold ? 32 : 0;
  const first = bytes[at + 1]! | bit;
  if (first === 115 || first === 116 || first === 109 || first === 100) return 2;
  if (fold && bytes[at + 1] === 0xc5 && bytes[at + 2] === 0xbf) return 3;
  // Read the second letter only after a first one: past the sentinel lie leftovers of an earlier text.
  if (first !== 114 && first !== 118 && first !== 108) return 0;
  const second = bytes[at + 2]! | bit;
  return second === (first === 108 ? 108 : 101) ? 3 : 0;
}
