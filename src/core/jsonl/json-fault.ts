import { createScanner, ScanError, SyntaxKind } from 'jsonc-parser';
import { BracketStack } from './bracket-stack.ts';

/** The first thing in a text that keeps it from being JSON: UTF-16 offsets into the text, and a plain sentence. */
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

const STRING_FAULTS: Readonly<Partial<Record<ScanError, string>>> = {
  [ScanError.InvalidCharacter]: 'a string holds a raw control character',
  [ScanError.InvalidEscapeCharacter]: 'a string holds an escape that JSON does not know',
  [ScanError.InvalidUnicode]: 'a \\u escape needs four hexadecimal digits',
  [ScanError.UnexpectedEndOfNumber]: 'a number is not complete',
};

function isComment(kind: SyntaxKind): boolean {
  return kind === SyntaxKind.LineCommentTrivia || kind === SyntaxKind.BlockCommentTrivia;
}

function isTrivia(kind: SyntaxKind): boolean {
  return kind === SyntaxKind.Trivia || kind === SyntaxKind.LineBreakTrivia;
}

function isScalar(kind: SyntaxKind): boolean {
  return (
    kind === SyntaxKind.StringLiteral ||
    kind === SyntaxKind.NumericLiteral ||
    kind === SyntaxKind.NullKeyword ||
    kind === SyntaxKind.TrueKeyword ||
    kind === SyntaxKind.FalseKeyword
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

  take(kind: SyntaxKind): boolean {
    const { expect } = this;
    if (expect === 'nothing') return false;
    if (kind === SyntaxKind.CloseBraceToken)
      return this.close(125, expect === 'first-key' || expect === 'comma-or-end');
    if (kind === SyntaxKind.CloseBracketToken)
      return this.close(93, expect === 'first-element' || expect === 'comma-or-end');
    if (expect === 'first-key' || expect === 'key') return this.go(kind === SyntaxKind.StringLiteral, 'colon');
    if (expect === 'colon') return this.go(kind === SyntaxKind.ColonToken, 'value');
    if (expect === 'comma-or-end')
      return this.go(kind === SyntaxKind.CommaToken, this.inObject.at(-1) ? 'key' : 'value');
    if (kind === SyntaxKind.OpenBraceToken) return this.push(123, true, 'first-key');
    if (kind === SyntaxKind.OpenBracketToken) return this.push(91, false, 'first-element');
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

function misfit(
  kind: SyntaxKind,
  grammar: Grammar,
  afterComma: boolean,
  word: string,
): { code: string; message: string } {
  const closes = kind === SyntaxKind.CloseBraceToken || kind === SyntaxKind.CloseBracketToken;
  if (closes && afterComma) return { code: 'trailing-comma', message: 'A comma stands before a closing bracket.' };
  if (isComment(kind)) return { code: 'comment', message: 'JSON has no comments.' };
  if (kind === SyntaxKind.Unknown) {
    const known = NOT_JSON_WORDS[word.replace(/^-/, '')];
    if (known !== undefined) return { code: 'not-json-word', message: `${known}.` };
    if (word.startsWith("'")) return { code: 'single-quotes', message: 'JSON strings stand in double quotes.' };
  }
  if (closes && !grammar.open) return { code: 'bracket', message: 'A closing bracket has no opening one.' };
  const text = EXPECTED[grammar.expect];
  return { code: 'syntax', message: `${text.charAt(0).toUpperCase()}${text.slice(1)}.` };
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
  for (let kind = scanner.scan(); kind !== SyntaxKind.EOF; kind = scanner.scan()) {
    if (isTrivia(kind)) continue;
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    const error = scanner.getTokenError();
    if (error === ScanError.UnexpectedEndOfString) {
      const cut = end >= text.length;
      const message = cut ? 'Unexpected end: the text is cut inside a string.' : 'A string holds a raw line break.';
      return { code: cut ? 'cut' : 'raw-line-break', message, start, end };
    }
    const fault = STRING_FAULTS[error];
    if (fault !== undefined)
      return { code: 'syntax', message: `${fault.charAt(0).toUpperCase()}${fault.slice(1)}.`, start, end };
    if (!grammar.take(kind)) return { ...misfit(kind, grammar, afterComma, wordAt(text, start)), start, end };
    afterComma = kind === SyntaxKind.CommaToken;
  }
  if (grammar.expect === 'nothing') return null;
  const message = text.trim() === '' ? 'The record is empty.' : 'Unexpected end: the text is cut.';
  return { code: 'cut', message, start: text.length, end: text.length };
}
