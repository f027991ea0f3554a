import type { Problem } from '../model/problem.ts';
import type { FilterOperator } from './types.ts';

/** A piece of a filter with its place in the text. */
export type FilterToken =
  | { readonly kind: 'open'; readonly start: number; readonly end: number }
  | { readonly kind: 'close'; readonly start: number; readonly end: number }
  | { readonly kind: 'operator'; readonly operator: FilterOperator; readonly start: number; readonly end: number }
  /** `quoted` words are never a key word or a number. */
  | {
      readonly kind: 'word';
      readonly text: string;
      readonly quoted: boolean;
      readonly start: number;
      readonly end: number;
    };

const OPERATORS: readonly (readonly [string, FilterOperator])[] = [
  ['!=', '!='],
  ['<>', '!='],
  ['!~', '!~'],
  ['<=', '<='],
  ['>=', '>='],
  ['==', '='],
  ['=', '='],
  ['<', '<'],
  ['>', '>'],
  ['~', '~'],
];
const ENDS = new Set([' ', '\t', '\n', '\r', '\u00a0', '"', '(', ')', '=', '<', '>', '~']);

/** Cuts a filter into pieces; a quotation that stays open is a problem and reaches to the end. Takes time linear in the text. */
export function lexFilter(text: string): {
  readonly tokens: readonly FilterToken[];
  readonly problems: readonly Problem[];
} {
  const tokens: FilterToken[] = [];
  const problems: Problem[] = [];
  let i = 0;
  while (i < text.length) {
    const char = text[i] ?? '';
    const operator = OPERATORS.find(([sign]) => text.startsWith(sign, i));
    if (/\s/.test(char)) i += 1;
    else if (char === '(' || char === ')') {
      tokens.push({ kind: char === '(' ? 'open' : 'close', start: i, end: i + 1 });
      i += 1;
    } else if (char === '"') {
      const quoted = lexQuoted(text, i);
      if (!quoted.closed) problems.push(openQuote(i, text.length));
      tokens.push({ kind: 'word', text: quoted.text, quoted: true, start: i, end: quoted.end });
      i = quoted.end;
    } else if (operator) {
      const end = i + operator[0].length;
      tokens.push({ kind: 'operator', operator: operator[1], start: i, end });
      i = end;
    } else {
      let end = i + 1;
      while (end < text.length && !ENDS.has(text[end] ?? '') && !isNegated(text, end)) end += 1;
      tokens.push({ kind: 'word', text: text.slice(i, end), quoted: false, start: i, end });
      i = end;
    }
  }
  return { tokens, problems };
}

/** A "!" is part of a word ("wow!") unless it begins an operator. */
function isNegated(text: string, at: number): boolean {
  return text[at] === '!' && (text[at + 1] === '=' || text[at + 1] === '~');
}

function lexQuoted(
  text: string,
  start: number,
): { readonly text: string; readonly end: number; readonly closed: boolean } {
  const parts: string[] = [];
  for (let i = start + 1; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (char === '"') return { text: parts.join(''), end: i + 1, closed: true };
    const next = text[i + 1];
    if (char === '\\' && (next === '"' || next === '\\')) {
      parts.push(next);
      i += 1;
    } else parts.push(char);
  }
  return { text: parts.join(''), end: text.length, closed: false };
}

function openQuote(start: number, end: number): Problem {
  return {
    code: 'open-quote',
    message: 'This quotation is not closed. Inside quotes, write \\" for a quote.',
    severity: 'error',
    span: { start, end },
  };
}
