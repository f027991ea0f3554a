import { BLANK, classAndWidth, NEWLINE, NUMBER } from './code-points.ts';
import { contractionLength, isIn, LETTERS, NUMBERS, newlineTailEnd, OTHERS, runEnd, whiteEnd } from './scan.ts';
import {
  buildTransitions,
  EXIT_BACK,
  EXIT_HERE,
  EXIT_NEWLINE_THEN_WHITE,
  EXIT_SLOW,
  punctuationTo,
  type Splitter,
} from './splitter.ts';

const WORD = 1;
const DIGIT = 2;
const DIGITS_2 = 3;
const DIGITS_3 = 4;
const ONE_BLANK = 5;
const ONE_PUNCTUATION = 6;
const PUNCTUATION = 7;
const TAIL = 8;
const WHITES = 9;
const NEWLINES = 10;
const ONE_TAB = 11;

function transitions(): Uint8Array {
  const letters = { lower: WORD, upper: WORD };
  const whites = { blank: WHITES, tab: WHITES, newline: NEWLINES };
  const single = { blank: ONE_BLANK, tab: ONE_TAB, newline: NEWLINES };
  return buildTransitions([
    // An apostrophe may begin a contraction, which is a piece only at this place.
    { ...letters, digit: DIGIT, ...single, ...punctuationTo(ONE_PUNCTUATION), apostrophe: EXIT_SLOW },
    letters,
    { digit: DIGITS_2 },
    { digit: DIGITS_3 },
    { nonAscii: EXIT_HERE },
    { ...letters, ...whites, ...punctuationTo(PUNCTUATION) },
    { ...letters, newline: TAIL, ...punctuationTo(PUNCTUATION) },
    { newline: TAIL, ...punctuationTo(PUNCTUATION) },
    { newline: TAIL, nonAscii: EXIT_HERE },
    { ...whites, lower: EXIT_BACK, upper: EXIT_BACK, digit: EXIT_BACK, ...punctuationTo(EXIT_BACK) },
    { newline: NEWLINES, blank: EXIT_NEWLINE_THEN_WHITE, tab: EXIT_NEWLINE_THEN_WHITE },
    { ...letters, ...whites },
  ]);
}

function slowEnd(bytes: Uint8Array, start: number): number {
  const contraction = contractionLength(bytes, start, true);
  if (contraction > 0) return start + contraction;
  const found = classAndWidth(bytes, start);
  const kind = found >>> 3;
  if (kind === NUMBER) return runEnd(bytes, start, NUMBERS, 3);
  if (kind === NEWLINE) return whiteEnd(bytes, start, true);
  const second = start + (found & 7);
  const secondKind = classAndWidth(bytes, second) >>> 3;
  if (isIn(LETTERS, kind) || isIn(LETTERS, secondKind)) return runEnd(bytes, second, LETTERS);
  if (isIn(OTHERS, kind) || (kind === BLANK && isIn(OTHERS, secondKind))) {
    return newlineTailEnd(bytes, runEnd(bytes, second, OTHERS), false);
  }
  return whiteEnd(bytes, start, true);
}

/** Splits like the pattern of cl100k_base. */
export function cl100kSplitter(): Splitter {
  return {
    transitions: transitions(),
    resolve(exit, bytes, start, at) {
      if (exit === EXIT_BACK) return at - 1;
      if (exit === EXIT_NEWLINE_THEN_WHITE) return whiteEnd(bytes, start, true);
      return exit === EXIT_SLOW ? slowEnd(bytes, start) : at;
    },
  };
}
