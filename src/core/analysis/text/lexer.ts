import { plainMath } from './plain-math.ts';
import { CHECK_WORDS, NUMBER_WORDS, STOP_WORDS, SYMBOL_WORDS } from './vocabulary.ts';

/** One piece of a step. `text` is lower case for words; `value` is there for numbers. */
export interface Token {
  readonly kind: 'word' | 'num' | 'sym' | 'op' | 'end' | 'pause';
  readonly text: string;
  readonly value?: number;
  /** A number written with a percent sign. */
  readonly percent?: boolean;
  /** A number written as a word. */
  readonly spelled?: boolean;
  /** A word with a capital that does not open a sentence. */
  readonly proper?: boolean;
}

const SMALL_WORDS: ReadonlySet<string> = new Set(
  'a i am an as at be by do go he if in is it me my no of oh ok on or so to up us we'.split(' '),
);
const OPERATORS = '+-*/^=<>≈()[]!|°∪∩';

const SPOKEN: Readonly<Record<string, string>> = {
  plus: '+',
  minus: '-',
  times: '*',
  multiplied: '*',
  divided: '/',
  equals: '=',
  equal: '=',
};

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
const DETERMINERS = new Set(['the', 'a', 'her', 'his', 'their', 'its', 'every', 'this', 'that', 'my', 'our']);

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isAsciiLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
const isHan = (code: number): boolean =>
  (code >= 0x3040 && code <= 0x30ff) || (code >= 0x3400 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3);

function isLetter(char: string, code: number): boolean {
  return isAsciiLetter(code) || (code > 127 && !isHan(code) && /\p{L}/u.test(char));
}

/** A number's canonical key: ten significant digits. */
export function numberKey(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e10) return String(value);
  return Number.isFinite(value) ? String(Number(value.toPrecision(10))) : 'inf';
}

class Lexer {
  readonly tokens: Token[] = [];
  private readonly text: string;
  private at = 0;
  private sentenceOpens = true;

  constructor(text: string) {
    this.text = text;
  }

  run(): readonly Token[] {
    while (this.at < this.text.length) {
      const char = this.text[this.at] ?? '';
      const code = this.text.charCodeAt(this.at);
      if (
        isDigit(code) ||
        (char === '.' && isDigit(this.text.charCodeAt(this.at + 1)) && !isDigit(this.text.charCodeAt(this.at - 1)))
      )
        this.number();
      else if (isHan(code)) this.han();
      else if (isLetter(char, code)) this.word();
      else this.mark(char);
    }
    return this.tokens;
  }

  private push(token: Token): void {
    this.tokens.push(token);
    this.sentenceOpens = token.kind === 'end';
  }

  private digits(from: number): number {
    let end = from;
    while (isDigit(this.text.charCodeAt(end))) end++;
    return end;
  }

  private number(): void {
    const { text } = this;
    let end = this.digits(this.at);
    if (end - this.at <= 3) {
      while (text[end] === ',' && this.digits(end + 1) === end + 4) end += 4;
    }
    if (text[end] === '.' && isDigit(text.charCodeAt(end + 1))) end = this.digits(end + 1);
    const raw = text.slice(this.at, Math.min(end, this.at + 40)).replaceAll(',', '');
    const suffix = /^(?:st|nd|rd|th)\b/i.exec(text.slice(end, end + 4));
    this.at = Math.max(end, this.at + 1);
    if (suffix !== null) {
      this.at += suffix[0].length;
      this.push({ kind: 'word', text: `ordinal-${raw}` });
      return;
    }
    let look = end;
    while (text[look] === ' ') look++;
    const percent = text[look] === '%';
    if (percent) this.at = look + 1;
    const value = Number(raw);
    this.push(
      percent
        ? { kind: 'num', text: numberKey(value), value, percent }
        : { kind: 'num', text: numberKey(value), value },
    );
  }

  /** Han, kana and Hangul have no spaces: overlapping pairs stand for words. */
  private han(): void {
    const start = this.at;
    while (isHan(this.text.charCodeAt(this.at))) this.at++;
    if (this.at - start === 1) this.push({ kind: 'word', text: this.text.slice(start, this.at) });
    for (let i = start; i + 1 < this.at; i++) this.push({ kind: 'word', text: this.text.slice(i, i + 2) });
  }

  private word(): void {
    const { text } = this;
    const start = this.at;
    let end = start;
    while (end < text.length) {
      const code = text.charCodeAt(end);
      const joiner = (code === 39 || code === 0x2019) && isAsciiLetter(text.charCodeAt(end + 1));
      if (!joiner && !isLetter(text[end] ?? '', code)) break;
      end++;
    }
    this.at = end;
    const raw = text.slice(start, Math.min(end, start + 60)).replaceAll('’', "'");
    const lower = raw.toLowerCase();
    const spelled = NUMBER_WORDS[lower];
    const spoken = this.spokenOperator(lower);
    if (spoken !== null) this.push({ kind: 'op', text: spoken });
    else if (spelled !== undefined && Object.hasOwn(NUMBER_WORDS, lower)) {
      const value = spelled + this.unitsAfter(spelled);
      this.push({ kind: 'num', text: numberKey(value), value, spelled: true });
    } else if (this.isSymbol(raw, lower, start, end)) this.symbol(raw, lower);
    else {
      const proper =
        !this.sentenceOpens && /^\p{Lu}/u.test(raw) && raw !== 'I' && !STOP_WORDS.has(lower) && !CHECK_WORDS.has(lower);
      const ordinal = this.ordinalOf(lower);
      if (ordinal !== null) this.push({ kind: 'word', text: ordinal });
      else this.push(proper ? { kind: 'word', text: lower, proper } : { kind: 'word', text: lower });
    }
  }

  /** "forty-five", "forty five": the units after spelled tens, which are read past; 0 when there are none. */
  private unitsAfter(tens: number): number {
    if (tens < 20 || tens > 90) return 0;
    const found = /^[- ]([a-z]{3,5})\b/i.exec(this.text.slice(this.at, this.at + 8));
    const word = found?.[1]?.toLowerCase() ?? '';
    const units = word === 'one' ? 1 : Object.hasOwn(NUMBER_WORDS, word) ? (NUMBER_WORDS[word] ?? 0) : 0;
    if (found === null || units < 1 || units > 9) return 0;
    this.at += found[0].length;
    return units;
  }

  /** "plus", "times", "divided by", "equals" between operands; `null` for every other word. Reads past the "by". */
  private spokenOperator(lower: string): string | null {
    const found = SPOKEN[lower];
    if (found === undefined || !Object.hasOwn(SPOKEN, lower)) return null;
    const before = this.tokens[this.tokens.length - 1];
    const back = (count: number) => this.tokens[this.tokens.length - count];
    // "20 minutes", "20 minutes/day"
    const rate = back(2)?.text === '/' && back(3)?.kind === 'word' && back(4)?.kind === 'num';
    const unitBefore = before?.kind === 'word' && (back(2)?.kind === 'num' || rate);
    if (
      !lower.startsWith('equal') &&
      before?.kind !== 'num' &&
      before?.kind !== 'sym' &&
      before?.text !== ')' &&
      !unitBefore
    )
      return null;
    const tail = /^(?: by| to)?\s*[$(<]*\s*(?=[-.]?\d|[a-zA-Z]\b|(?:sin|cos|tan|cot|sqrt|log|ln|pi)\b)/.exec(
      this.text.slice(this.at, this.at + 12),
    );
    if (
      tail === null ||
      (lower === 'equal' && !tail[0].startsWith(' to')) ||
      ((lower === 'divided' || lower === 'multiplied') && !tail[0].startsWith(' by'))
    )
      return null;
    if (/^ (?:by|to)/.test(tail[0])) this.at += 3;
    return found;
  }

  /** "the second bus": an ordinal that tells things apart; `null` for "Second, ..." and other words. */
  private ordinalOf(lower: string): string | null {
    const place = ORDINALS.indexOf(lower);
    if (place === -1) return null;
    const before = this.tokens[this.tokens.length - 1];
    const isSubject = /^ (?:is|are|was|can|must|place|position)\b/.test(this.text.slice(this.at, this.at + 12));
    return isSubject || (before?.kind === 'word' && DETERMINERS.has(before.text)) ? `ordinal-${place + 1}` : null;
  }

  private isSymbol(raw: string, lower: string, start: number, end: number): boolean {
    if (SYMBOL_WORDS.has(lower)) return lower !== 'sum' && lower !== 'max' && lower !== 'min' && lower !== 'int';
    const around = `${this.text[start - 1] ?? ' '}${this.text[end] ?? ' '}`;
    const inFormula = /[\d+\-*/^=()_<>]/.test(around);
    if (raw.length === 1) return raw !== 'I' && ((raw !== 'a' && raw !== 'i' && raw !== 'A') || inFormula);
    return (
      raw.length <= 2 &&
      inFormula &&
      !SMALL_WORDS.has(lower) &&
      /^[A-Za-z]+$/.test(raw) &&
      raw !== 'cm' &&
      raw !== 'km' &&
      raw !== 'kg'
    );
  }

  private symbol(raw: string, lower: string): void {
    const before = this.tokens[this.tokens.length - 1];
    if (raw === 'x' && before?.kind === 'num' && /^ ?\d/.test(this.text.slice(this.at, this.at + 2))) {
      this.push({ kind: 'op', text: '*' });
    } else if (SYMBOL_WORDS.has(lower)) this.push({ kind: 'sym', text: lower });
    else for (const letter of raw) this.push({ kind: 'sym', text: letter });
  }

  private mark(char: string): void {
    const { text } = this;
    const next = text[this.at + 1] ?? '';
    this.at++;
    if ((char === '=' || char === '-') && next === '>') {
      this.at++;
      this.push({ kind: 'op', text: '=>' });
    } else if ((char === '<' || char === '>' || char === '!') && next === '=') {
      this.at++;
      this.push({ kind: 'op', text: `${char}=` });
    } else if (char === '-' && isAsciiLetter(text.charCodeAt(this.at - 2)) && isAsciiLetter(text.charCodeAt(this.at))) {
      if (/[A-Za-z]{2}-$/.test(text.slice(Math.max(0, this.at - 3), this.at))) return;
      this.push({ kind: 'op', text: '-' });
    } else if (OPERATORS.includes(char)) {
      if (char === '!' && next === ' ') this.push({ kind: 'end', text: '!' });
      else this.push({ kind: 'op', text: char });
    } else if (
      char === '.' ||
      char === '?' ||
      char === ';' ||
      char === '\n' ||
      char === '。' ||
      char === '！' ||
      char === '？'
    ) {
      if (char !== '\n' || this.tokens[this.tokens.length - 1]?.kind !== 'end') this.push({ kind: 'end', text: char });
    } else if (char === ',' || char === ':' || char === '、' || char === '：') this.push({ kind: 'pause', text: char });
  }
}

/** Words, numbers, symbols and operators of a text, LaTeX read as plain mathematics. Linear; never throws. */
export function lex(text: string): readonly Token[] {
  return new Lexer(plainMath(text)).run();
}
