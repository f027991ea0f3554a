import { BLANK, classAndWidth, LOWER, MARK, NEWLINE, NUMBER, OTHER, UNCASED, UPPER } from './code-points.ts';
import { contractionLength, isIn, LETTERS, NUMBERS, newlineTailEnd, OTHERS, runEnd, whiteEnd } from './scan.ts';
import {
  buildTransitions,
  EXIT_APOSTROPHE,
  EXIT_BACK,
  EXIT_HERE,
  EXIT_NEWLINE_THEN_WHITE,
  EXIT_SLOW,
  punctuationTo,
  type Splitter,
} from './splitter.ts';

const LOWERS = 1;
const UPPERS = 2;
const DIGIT = 3;
const DIGITS_2 = 4;
const DIGITS_3 = 5;
const ONE_BLANK = 6;
const ONE_PUNCTUATION = 7;
const PUNCTUATION = 8;
const TAIL = 9;
const WHITES = 10;
const NEWLINES = 11;
const ONE_TAB = 12;

function transitions(): Uint8Array {
  const letters = { lower: LOWERS, upper: UPPERS };
  const whites = { blank: WHITES, tab: WHITES, newline: NEWLINES };
  return buildTransitions([
    { ...letters, digit: DIGIT, blank: ONE_BLANK, tab: ONE_TAB, newline: NEWLINES, ...punctuationTo(ONE_PUNCTUATION) },
    { lower: LOWERS, apostrophe: EXIT_APOSTROPHE },
    { ...letters, apostrophe: EXIT_APOSTROPHE },
    { digit: DIGITS_2 },
    { digit: DIGITS_3 },
    { nonAscii: EXIT_HERE },
    { ...letters, ...whites, ...punctuationTo(PUNCTUATION) },
    { ...letters, newline: TAIL, ...punctuationTo(PUNCTUATION) },
    { newline: TAIL, ...punctuationTo(PUNCTUATION) },
    { newline: TAIL, slash: TAIL, nonAscii: EXIT_HERE },
    { ...whites, lower: EXIT_BACK, upper: EXIT_BACK, digit: EXIT_BACK, ...punctuationTo(EXIT_BACK) },
    { newline: NEWLINES, blank: EXIT_NEWLINE_THEN_WHITE, tab: EXIT_NEWLINE_THEN_WHITE },
    { ...letters, ...whites },
  ]);
}

/** Code points that can end a word in lower case: Ll, Lm, Lo, M. */
const LOWERISH = (1 << LOWER) | (1 << UNCASED) | (1 << MARK);
const UPPERISH = (1 << UPPER) | (1 << UNCASED) | (1 << MARK);

/**
 * End of the word at `at`: a run of upper-case-like code points and then of lower-case-like ones. A word that would end
 * in upper case gives back the capitals after its last caseless code point, because the pattern's first alternative
 * wants a lower-case-like end; a word of capitals alone is kept by the second one. That second kind is told apart by
 * a negative end; `-at` when there is no word.
 */
function wordEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  let afterCaseless = -1;
  for (;;) {
    const found = classAndWidth(bytes, end);
    const kind = found >>> 3;
    if (kind === LOWER) return runEnd(bytes, end, LOWERISH);
    if (!isIn(UPPERISH, kind)) break;
    end += found & 7;
    if (kind !== UPPER) afterCaseless = end;
  }
  return afterCaseless >= 0 ? afterCaseless : -end;
}

function withContraction(bytes: Uint8Array, end: number): number {
  return end + contractionLength(bytes, end, true);
}

function slowEnd(bytes: Uint8Array, start: number): number {
  const found = classAndWidth(bytes, start);
  const kind = found >>> 3;
  if (isIn(LETTERS, kind)) return withContraction(bytes, Math.abs(wordEnd(bytes, start)));
  if (kind === NUMBER) return runEnd(bytes, start, NUMBERS, 3);
  if (kind === NEWLINE) return whiteEnd(bytes, start, true);
  const second = start + (found & 7);
  const word = wordEnd(bytes, second);
  if (word > 0) return withContraction(bytes, word);
  // A mark is a word by itself, and the alternative that wants a lower-case-like end takes it before the other one
  // could take it as the prefix of capitals.
  if (kind === MARK) return withContraction(bytes, second);
  if (-word > second) return withContraction(bytes, -word);
  const secondKind = classAndWidth(bytes, second) >>> 3;
  if (kind === OTHER || (kind === BLANK && secondKind === OTHER)) {
    return newlineTailEnd(bytes, runEnd(bytes, second, OTHERS), true);
  }
  return whiteEnd(bytes, start, true);
}

/** Splits like the pattern of o200k_base. */
export function o200kSplitter(): Splitter {
  return {
    transitions: transitions(),
    resolve(exit, bytes, start, at) {
      if (exit === EXIT_BACK) return at - 1;
      if (exit === EXIT_APOSTROPHE) return withContraction(bytes, at);
      if (exit === EXIT_NEWLINE_THEN_WHITE) return whiteEnd(bytes, start, true);
      return exit === EXIT_SLOW ? slowEnd(bytes, start) : at;
    },
  };
}
