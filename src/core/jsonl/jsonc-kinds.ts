/**
 * The token kinds and scan errors of `jsonc-parser` as plain constants. Its own declaration is an ambient const enum,
 * which single-file compilers cannot inline; a test holds these against what the scanner really gives.
 */
export const TOKEN = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  nullWord: 7,
  trueWord: 8,
  falseWord: 9,
  string: 10,
  number: 11,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  trivia: 15,
  unknown: 16,
  end: 17,
} as const;

export const SCAN_ERROR = {
  endOfString: 2,
  endOfNumber: 3,
  unicode: 4,
  escape: 5,
  character: 6,
} as const;
