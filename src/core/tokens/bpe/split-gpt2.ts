import { BLANK, classAndWidth } from './code-points.ts';
import { contractionLength, isIn, LETTERS, NUMBERS, OTHERS, runEnd, whiteEnd } from './scan.ts';
import { buildTransitions, EXIT_BACK, EXIT_SLOW, punctuationTo, type Splitter } from './splitter.ts';

const WORD = 1;
const DIGITS = 2;
const PUNCTUATION = 3;
const ONE_BLANK = 4;
const ONE_WHITE = 5;
const WHITES = 6;

function transitions(): Uint8Array {
  const letters = { lower: WORD, upper: WORD };
  const whites = { blank: WHITES, tab: WHITES, newline: WHITES };
  const single = { blank: ONE_BLANK, tab: ONE_WHITE, newline: ONE_WHITE };
  return buildTransitions([
    { ...letters, digit: DIGITS, ...single, ...punctuationTo(PUNCTUATION), apostrophe: EXIT_SLOW },
    letters,
    { digit: DIGITS },
    punctuationTo(PUNCTUATION),
    { ...letters, digit: DIGITS, ...whites, ...punctuationTo(PUNCTUATION) },
    whites,
    { ...whites, lower: EXIT_BACK, upper: EXIT_BACK, digit: EXIT_BACK, ...punctuationTo(EXIT_BACK) },
  ]);
}

function slowEnd(bytes: Uint8Array, start: number): number {
  const contraction = contractionLength(bytes, start, false);
  if (contraction > 0) return start + contraction;
  const found = classAndWidth(bytes, start);
  const content = found >>> 3 === BLANK ? start + (found & 7) : start;
  const kind = classAndWidth(bytes, content) >>> 3;
  for (const set of [LETTERS, NUMBERS, OTHERS]) if (isIn(set, kind)) return runEnd(bytes, content, set);
  return whiteEnd(bytes, start, false);
}

/** Splits like the GPT-2 pattern, which p50k_base and r50k_base share. */
export function gpt2Splitter(): Splitter {
  return {
    transitions: transitions(),
    resolve(exit, bytes, start, at) {
      if (exit === EXIT_BACK) return at - 1;
      return exit === EXIT_SLOW ? slowEnd(bytes, start) : at;
    },
  };
}
