import { createScanner } from 'jsonc-parser';
import { BracketStack } from './bracket-stack.ts';
import { SCAN_ERROR, TOKEN } from './jsonc-kinds.ts';

/** The first thing in a text that keeps it from being JSON: UTF-16 offsets into the text, and what it is in a few plain words. */
export interface JsonFault {
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

type Expect = 'value' | 'first-key' | 'key' | 'colon' | 'first-element' | 'comma-or-end' | 'nothing';

const NOT_JSON_WORDS: Readonly<Record<string, string>> = {
  NaN: 'NaN is not JSON',
  Infinity: 'Infinity is not JSON',
  undefined: 'undefined is not JSON',
  None: 'None is Python, JSON writes null',
  True: 'True is Python, JSON writes true',
  False: 'False is Python, JSON writes false',
};

const EXPECTED: Readonly<Record<Expect, string>> = {
  value: 'a value is missing here',
  'first-key': 'a key in double quotes is missing here',
  key: 'a key in double quotes is missing here',
  colon: 'a colon is missing here',
  'first-element': 'a value is missing here',
  'comma-or-end': 'a comma is missing here',
  nothing: 'text follows the end of the value',
};

const STRING_FAULTS: Readonly<Record<number, string>> = {
  [SCAN_ERROR.character]: 'a string holds a raw control character',
  [SCAN_ERROR.escape]: 'a string holds an escape that JSON does not know',
  [SCAN_ERROR.unicode]: 'a \\u escape needs four hexadecimal digits',
  [SCAN_ERROR.endOfNumber]: 'a number is not complete',
};

function isComment(kind: number): boolean {
  return kind === TOKEN.lineComment || kind === TOKEN.blockComment;
}

function isTrivia(kind: number): boolean {
  return kind === TOKEN.trivia || kind === TOKEN.lineBreak;
}

function isScalar(kind: number): boolean {
  return (
    kind === TOKEN.string ||
    kind === TOKEN.number ||
    kind === TOKEN.nullWord ||
    kind === TOKEN.trueWord ||
    kind === TOKEN.falseWord
  );
}

/** Follows the grammar of JSON token by token; `take` gives false when the token does not fit. */
class Grammar {
  expect: Expect = 'value';
  private readonly stack = new BracketStack();
  private readonly inObject: boolean[] = [];

  get open(): boolean {
    return this.stack.depth > 0;
  }

  take(kind: number): boolean {
    const { expect } = this;
    if (expect === 'nothing') return false;
    if (kind === TOKEN.closeBrace) return this.close(125, expect === 'first-key' || expect === 'comma-or-end');
    if (kind === TOKEN.closeBracket) return this.close(93, expect === 'first-element' || expect === 'comma-or-end');
    if (expect === 'first-key' || expect === 'key') return this.go(kind === TOKEN.string, 'colon');
    if (expect === 'colon') return this.go(kind === TOKEN.colon, 'value');
    if (expect === 'comma-or-end') return this.go(kind === TOKEN.comma, this.inObject.at(-1) ? 'key' : 'value');
    if (kind === TOKEN.openBrace) return this.push(123, true, 'first-key');
    if (kind === TOKEN.openBracket) return this.push(91, false, 'first-element');
    return this.go(isScalar(kind), this.open ? 'comma-or-end' : 'nothing');
  }

  private go(fits: boolean, next: Expect): boolean {
    if (fits) this.expect = next;
    return fits;
  }

  private push(code: number, object: boolean, next: Expect): boolean {
    this.stack.push(code);
    this.inObject.push(object);
    this.expect = next;
    return true;
  }

  private close(code: number, allowed: boolean): boolean {
    if (!allowed || !this.stack.pop(code)) return false;
    this.inObject.pop();
    this.expect = this.open ? 'comma-or-end' : 'nothing';
    return true;
  }
}

function misfit(kind: number, grammar: Grammar, afterComma: boolean, word: string): { code: string; message: string } {
  const closes = kind === TOKEN.closeBrace || kind === TOKEN.closeBracket;
  if (closes && afterComma) return { code: 'trailing-comma', message: 'a comma stands before a closing bracket' };
  if (isComment(kind)) return { code: 'comment', message: 'JSON has no comments' };
  if (kind === TOKEN.unknown) {
    const known = NOT_JSON_WORDS[word.replace(/^-/, '')];
    if (known !== undefined) return { code: 'not-json-word', message: known };
    if (word.startsWith("'")) return { code: 'single-quotes', message: 'JSON strings stand in double quotes' };
  }
  if (closes && !grammar.open) return { code: 'bracket', message: 'a closing bracket has no opening one' };
  const text = EXPECTED[grammar.expect];
  return { code: 'syntax', message: text };
}

/** The word that starts at `at`, for naming it; at most 20 characters. */
function wordAt(text: string, at: number): string {
  return /^-?[A-Za-z']+/.exec(text.slice(at, at + 20))?.[0] ?? '';
}

/** The first fault of a text as JSON, or null when none is found. Linear time, no recursion. */
export function findJsonFault(text: string): JsonFault | null {
  const scanner = createScanner(text, false);
  const grammar = new Grammar();
  let afterComma = false;
  for (let kind: number = scanner.scan(); kind !== TOKEN.end; kind = scanner.scan()) {
    if (isTrivia(kind)) continue;
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    const error = scanner.getTokenError();
    if (error === SCAN_ERROR.endOfString) {
      const cut = end >= text.length;
      const message = cut ? 'unexpected end: the text is cut inside a string' : 'a string holds a raw line break';
      return { code: cut ? 'cut' : 'raw-line-break', message, start, end };
    }
    const fault = STRING_FAULTS[error];
    if (fault !== undefined) return { code: 'syntax', message: fault, start, end };
    if (!grammar.take(kind)) return { ...misfit(kind, grammar, afterComma, wordAt(text, start)), start, end };
    afterComma = kind === TOKEN.comma;
  }
  if (grammar.expect === 'nothing') return null;
  const message = text.trim() === '' ? 'the record is empty' : 'unexpected end: the text is cut';
  return { code: 'cut', message, start: text.length, end: text.length };
}
