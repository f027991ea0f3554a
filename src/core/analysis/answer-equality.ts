import { evaluate } from './text/evaluate.ts';
import { lex, numberKey, type Token } from './text/lexer.ts';
import { plainMath } from './text/plain-math.ts';

/** Longest answer text that is compared as mathematics; beyond it only the plain texts are compared. */
const MAX_ANSWER = 2_000;

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
