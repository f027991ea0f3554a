import { evaluate } from './text/evaluate.ts';
import { lex, numberKey, type Token } from './text/lexer.ts';
import { plainMath } from './text/plain-math.ts';

/** Longest answer text that is compared as mathematics; beyond it only the plain texts are compared. */
const MAX_ANSWER = 2_000;

/** A final answer with its place in the text it was found in, UTF-16 offsets. */
export interface FinalAnswer {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

function balancedEnd(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length && i - open < 4_000; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return i;
  }
  return -1;
}

function trimmed(text: string, start: number, end: number): FinalAnswer | null {
  let from = start;
  let to = end;
  while (from < to && /[\s*_:："“]/.test(text[from] ?? '')) from++;
  while (to > from && /[\s*_."”。]/.test(text[to - 1] ?? '')) to--;
  return from < to ? { value: text.slice(from, to), start: from, end: to } : null;
}

function lastBoxed(text: string): FinalAnswer | null {
  let at = text.lastIndexOf('boxed{');
  for (let tries = 0; at !== -1 && tries < 50; tries++) {
    const open = at + 5;
    const end = balancedEnd(text, open);
    const found = end === -1 ? null : trimmed(text, open + 1, end);
    if (found !== null) return found;
    at = at === 0 ? -1 : text.lastIndexOf('boxed{', at - 1);
  }
  return null;
}

function afterMark(text: string, mark: string): FinalAnswer | null {
  const at = text.lastIndexOf(mark);
  if (at === -1) return null;
  const end = text.indexOf('\n', at);
  return trimmed(text, at + mark.length, end === -1 ? text.length : end);
}

const PHRASE = /(?:final answer|the answer|answer|答案|最终答案)(?:\*\*)? ?(?:is|should be|would be|=|:|：|是|为)/gi;

/** End of the sentence that begins at `start`: a stop followed by a blank, or the line end. */
function clauseEnd(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length && i - start < 300; i++) {
    const char = text[i] ?? '';
    if (char === '\n' && i > start && !/^(?:\$\$|\\[[(])$/.test(text.slice(start, i))) return i;
    if (char === '$') depth = 1 - depth;
    if (
      depth === 0 &&
      (char === '。' || ((char === '.' || char === '!' || char === ';') && /^\s?$/.test(text[i + 1] ?? '')))
    )
      return i;
  }
  return Math.min(text.length, start + 300);
}

const HEDGED = /\b(?:perhaps|maybe|possibly|if|whether|unless|that) (?:the |my )?(?:final )?$/i;
/** "The answer is to set the year": what to do is no value. */
const DEED = /^to [a-z]+ [a-z]/;

/** What follows the last "answer is"; a hedged one counts only where there is no other. */
function afterPhrase(text: string): FinalAnswer | null {
  let sure = -1;
  let hedged = -1;
  for (const match of text.matchAll(PHRASE)) {
    let at = match.index + match[0].length;
    while (/[\s*:：]/.test(text[at] ?? '')) at++;
    if (DEED.test(text.slice(at, at + 40))) continue;
    if (HEDGED.test(text.slice(Math.max(0, match.index - 30), match.index))) hedged = at;
    else sure = at;
  }
  const last = sure === -1 ? hedged : sure;
  return last === -1 ? null : trimmed(text, last, clauseEnd(text, last));
}

/** What follows the last line "FINAL ANSWER: ...". */
function finalLine(text: string): FinalAnswer | null {
  let last = -1;
  for (const match of text.matchAll(/(?:^|\n)[*_# ]{0,6}final answer[*_ ]{0,4}[:：]/gi))
    last = match.index + match[0].length;
  return last === -1 ? null : trimmed(text, last, clauseEnd(text, last));
}

/** The one of two that stands later; the first where the second is `null`. */
function later(first: FinalAnswer | null, second: FinalAnswer | null): FinalAnswer | null {
  if (first === null || second === null) return first;
  return second.start > first.start ? second : first;
}

/** What follows a heading line "# Answer" or "**Final Answer**", on the same line or the next one that is not empty. */
function underHeading(text: string): FinalAnswer | null {
  let last = -1;
  for (const match of text.matchAll(/(?:^|\n)[ \t]*(?:#{1,6} ?|\*\*)(?:the )?(?:final )?(?:answer|答案)\b[:*]*/gi)) {
    last = match.index + match[0].length;
  }
  if (last === -1) return null;
  const from = last + (/^(?:\s|\\n)*/.exec(text.slice(last, last + 60))?.[0].length ?? 0);
  const end = text.indexOf('\n', from);
  return trimmed(text, from, end === -1 ? text.length : end);
}

/**
 * The final answer that a text states: the last balanced `\boxed{}`, else what follows the last `####`, or a line "FINAL ANSWER:" behind it, else what
 * follows the last "answer is" (or 答案是), else what stands under the last heading "# Answer". `null` when it states none in these ways. Linear.
 */
export function finalAnswerOf(text: string): FinalAnswer | null {
  return lastBoxed(text) ?? later(afterMark(text, '####'), finalLine(text)) ?? afterPhrase(text) ?? underHeading(text);
}

/** Tokens without end marks, units and filler. */
function mathTokens(text: string): readonly Token[] {
  return lex(text.slice(0, MAX_ANSWER)).filter(
    (t) => t.kind === 'num' || t.kind === 'sym' || (t.kind === 'op' && t.text !== '°'),
  );
}

/** The number that an answer text stands for: notation, fraction, percent, money and units are understood. `null` when it is none. */
export function numericAnswer(text: string): number | null {
  if (text.length > MAX_ANSWER) return null;
  const sides = text.split('=');
  const tokens = mathTokens(sides[sides.length - 1] ?? text);
  if (tokens.length === 0 || tokens.some((t) => t.kind === 'sym')) return null;
  const whole = tokens[0];
  const isMixed = tokens.length === 4 && whole?.kind === 'num' && tokens[1]?.kind === 'num' && tokens[2]?.text === '/';
  if (isMixed) return (whole?.value ?? 0) + (tokens[1]?.value ?? 0) / (tokens[3]?.value ?? 1);
  const numbers = tokens.filter((t) => t.kind === 'num');
  const hasOperator = tokens.some((t) => t.kind === 'op' && '+-*/^'.includes(t.text));
  if (numbers.length > 1 && !hasOperator) return null;
  return evaluate(tokens);
}

function plainText(text: string): string {
  return plainMath(text)
    .toLowerCase()
    .replace(/^(?:option|choice|answer)\b/, '')
    .replace(/(\d)([.,:])(?=\d)/g, (_all, digit: string, mark: string) => `${digit}${mark === ',' ? '~' : '|'}`)
    .replace(/[\s"'“”*_.,:;()[\]°]/g, '');
}

/** A formula without signs of multiplication and parentheses; of an equation the last side. "" when there is none. */
export function symbolicKey(text: string): string {
  const sides = text.split('=');
  return mathTokens(sides[sides.length - 1] ?? text)
    .filter((t) => t.text !== '*')
    .map((t) => t.text)
    .join('')
    .replaceAll('((', '(')
    .replaceAll('))', ')')
    .replace(/[()]/g, '');
}

function closeTo(a: number, b: number): boolean {
  return numberKey(a) === numberKey(b) || Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b));
}

/**
 * Whether two answers are the same: as numbers in any usual notation (thousands separators, fractions, percent, money,
 * units, LaTeX), else as formulas, else as texts without case, blanks and punctuation. An empty answer equals nothing.
 */
export function answersEqual(a: string, b: string): boolean {
  const plainA = plainText(a);
  const plainB = plainText(b);
  if (plainA === '' || plainB === '') return a.trim() !== '' && a.trim() === b.trim();
  if (plainA === plainB && !/\d[.,]\d/.test(a + b)) return true;
  const numberA = numericAnswer(a);
  const numberB = numericAnswer(b);
  if (numberA !== null && numberB !== null) {
    if (closeTo(numberA, numberB)) return true;
    const onePercent = a.includes('%') !== b.includes('%');
    return onePercent && (closeTo(numberA * 100, numberB) || closeTo(numberA, numberB * 100));
  }
  if (plainA === plainB) return true;
  if (numberA !== null || numberB !== null || a.length > MAX_ANSWER || b.length > MAX_ANSWER) return false;
  const keyA = symbolicKey(a);
  return keyA !== '' && keyA === symbolicKey(b) && wordsOf(a) === wordsOf(b);
}

/** Words of an answer beside its formula, so that "x and y" does not equal "x or y". */
function wordsOf(text: string): string {
  return lex(text.slice(0, MAX_ANSWER))
    .filter((t) => t.kind === 'word' && t.text.length > 2)
    .map((t) => t.text)
    .join(' ');
}
