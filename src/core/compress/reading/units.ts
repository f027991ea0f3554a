import { isContentWord, readStep, type StepContent } from '../../analysis/step-facts.ts';
import { lex, numberKey, type Token } from '../../analysis/text/lexer.ts';
import { stem } from '../../analysis/text/stem.ts';
import type { Span } from '../../model/span.ts';
import { plainWords } from './plain-words.ts';

/** One sentence or line of a text. `start`/`end` are UTF-16 offsets into it. */
export interface Unit extends Span {
  readonly content: StepContent;
  /** What it says with its numbers and signs left open: equal for units that differ only in these. */
  readonly pattern: string;
  /** The numbers and signs, in order. */
  readonly filling: string;
  /** Words and letters of the pattern. */
  readonly weight: number;
  /** Content words, as stems, and letters. */
  readonly words: ReadonlySet<string>;
  readonly numbers: readonly string[];
  /** Numbers with the content word right behind them, or before them where none is behind: "24 sheep". */
  readonly beside: readonly string[];
}

/** Longest unit that is read as one; hostile texts have longer lines. */
const LONGEST = 4000;

/** Sentences and lines of a text, list marks left out, in order; [] for an empty text. Linear. */
export function unitsOf(text: string): readonly Unit[] {
  const units: Unit[] = [];
  let start = 0;
  const close = (end: number): void => {
    if (text.slice(start, end).trim() !== '') units.push(readUnit(text, start, end));
    start = end;
  };
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? '';
    const ends = char === '\n' || '。！？；'.includes(char) || (/[.!?;]/.test(char) && isEnd(text, i));
    if (ends || i - start >= LONGEST) close(i + 1);
  }
  close(text.length);
  return units;
}

/** A stop with a blank or closing mark behind it, and not that of a list mark ("2. "). */
function isEnd(text: string, at: number): boolean {
  if (!/^[\s"')\]*]?(?:\s|$)/.test(text.slice(at + 1, at + 3))) return false;
  return !/^[\s#>*_(-]*\d{1,3}\.$/.test(text.slice(Math.max(0, text.lastIndexOf('\n', at) + 1), at + 1).slice(-12));
}

function readUnit(text: string, start: number, end: number): Unit {
  const raw = text.slice(start, end);
  const head = raw.length - raw.trimStart().length;
  const words = plainWords(raw);
  const content = readStep(words, { start: 0, end: words.length }, 0);
  const shape = shapeOf(lex(words));
  const span = { start: start + head, end: start + raw.trimEnd().length };
  return { ...span, content, ...shape, numbers: content.numbers };
}

const SIGNS = '+-*/^';
/** Whether "first" is read as a place hangs on the article before it, which a shortened text has not. */
const ORDINAL = /^(?:ordinal-(?:\d|10)|fourth|fifth|sixth|seventh|eighth|ninth|tenth)$/;

/** Numbers and signs apart from the rest. A minus before a number that follows no operand belongs to the number. */
function shapeOf(tokens: readonly Token[]): Pick<Unit, 'pattern' | 'filling' | 'weight' | 'words' | 'beside'> {
  const pattern: string[] = [];
  const filling: string[] = [];
  const words = new Set<string>();
  let weight = 0;
  let operandBefore = false;
  let minus = false;
  for (const token of tokens) {
    if (token.kind === 'num') {
      const value = (minus ? -1 : 1) * (token.value ?? 0);
      pattern.push('#');
      filling.push(`${numberKey(value)}${token.percent === true ? '%' : ''}`);
    } else if (token.kind === 'op' && SIGNS.includes(token.text)) {
      minus = token.text === '-' && !operandBefore;
      if (minus) continue;
      pattern.push('∘');
      filling.push(token.text);
      operandBefore = false;
      continue;
    } else if (token.kind === 'word') {
      if (!isContentWord(token.text) || ORDINAL.test(token.text)) continue;
      pattern.push(stem(token.text));
      words.add(stem(token.text));
      weight += 1;
    } else if (token.kind === 'sym' || token.kind === 'op') {
      pattern.push(token.text);
      if (token.kind === 'sym') {
        weight += 1;
        words.add(token.text);
      }
    } else continue;
    minus = false;
    operandBefore = token.kind === 'num' || token.kind === 'sym' || token.text === ')';
  }
  return {
    pattern: pattern.join(' '),
    filling: filling.join(' '),
    weight,
    words,
    beside: besideNumbers(pattern, filling),
  };
}

function besideNumbers(pattern: readonly string[], filling: readonly string[]): readonly string[] {
  const isWord = (part: string | undefined): part is string => part !== undefined && /^\p{L}{2,}/u.test(part);
  let at = -1;
  return pattern.flatMap((part, place) => {
    if (part === '#' || part === '∘') at += 1;
    if (part !== '#') return [];
    const [before, behind] = [pattern[place - 1], pattern[place + 1]];
    const number = (filling[at] ?? '').replace('%', '');
    if (isWord(behind)) return [`${number} ${behind}`];
    return isWord(before) ? [`${before} ${number}`] : [];
  });
}
