import type { Problem } from '../model/problem.ts';
import { type FilterToken, lexFilter } from './lex.ts';
import type {
  ColumnKind,
  FieldRef,
  FilterColumn,
  FilterLiteral,
  FilterNode,
  FilterOperator,
  ParsedFilter,
} from './types.ts';

/** Parentheses and "not" inside each other; more is refused, so that no text can exhaust the stack. */
const MOST_DEPTH = 100;
const NUMBER = /^[-+]?(?:\d+(?:[,_]\d{3})*(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d{1,4})?%?$/;
/** Longer words are never numbers. */
const LONGEST_NUMBER = 40;

/**
 * Reads a filter: conditions (`tokens > 500`, `source = "gsm8k"`, `question ~ apple`, `id exists`), joined by `and`, `or`,
 * `not` and parentheses; side by side they must all hold. Everything else is text to look for in the records. A name that
 * is no column, or that begins with ".", is a field of the record. Never throws; an error is a problem with its place.
 */
export function parseFilter(text: string, columns: readonly FilterColumn[]): ParsedFilter {
  const { tokens, problems } = lexFilter(text);
  const parser = new Parser(tokens, columns, text.length);
  const node = parser.all();
  const found = [...problems, ...parser.problems];
  return { node: found.length > 0 ? null : node, problems: found };
}

type Word = Extract<FilterToken, { readonly kind: 'word' }>;
type Place = Pick<FilterToken, 'start' | 'end'>;

class Parser {
  readonly problems: Problem[] = [];
  readonly #tokens: readonly FilterToken[];
  readonly #columns: readonly FilterColumn[];
  readonly #length: number;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly FilterToken[], columns: readonly FilterColumn[], length: number) {
    this.#tokens = tokens;
    this.#columns = columns;
    this.#length = length;
  }

  all(): FilterNode | null {
    if (this.#tokens.length === 0) return null;
    const node = this.#or();
    const rest = this.#tokens[this.#at];
    if (rest && this.problems.length === 0)
      this.#report('extra-parenthesis', 'This parenthesis closes nothing.', rest.start, rest.end);
    return node;
  }

  #or(): FilterNode | null {
    const parts = [this.#and()];
    while (this.#takeWord('or')) parts.push(this.#and());
    return joined('or', parts);
  }

  #and(): FilterNode | null {
    const parts = [this.#not()];
    for (;;) {
      const next = this.#tokens[this.#at];
      if (!next || next.kind === 'close' || this.problems.length > 0 || isWord(next, 'or')) break;
      this.#takeWord('and');
      parts.push(this.#not());
    }
    return joined('and', parts);
  }

  #not(): FilterNode | null {
    let negated = false;
    while (!this.#isField() && this.#takeWord('not')) negated = !negated;
    const part = this.#primary();
    return part && negated ? { kind: 'not', part } : part;
  }

  #primary(): FilterNode | null {
    const token = this.#tokens[this.#at];
    if (!token || token.kind === 'close' || ((isWord(token, 'and') || isWord(token, 'or')) && !this.#isField())) {
      const place: Place = token ?? { start: this.#length, end: this.#length };
      return this.#report('missing-condition', 'A condition is missing here.', place.start, place.end);
    }
    if (token.kind === 'open') return this.#group(token);
    if (token.kind === 'operator')
      return this.#report('missing-field', 'Before this sign belongs a column or a field.', token.start, token.end);
    return this.#wordOrCondition(token);
  }

  #group(open: FilterToken): FilterNode | null {
    if (this.#depth >= MOST_DEPTH)
      return this.#report('too-deep', `More than ${MOST_DEPTH} parentheses stand in each other.`, open.start, open.end);
    this.#at += 1;
    this.#depth += 1;
    const node = this.#or();
    this.#depth -= 1;
    if (this.problems.length > 0) return null;
    if (this.#tokens[this.#at]?.kind !== 'close')
      return this.#report('open-parenthesis', 'This parenthesis is not closed.', open.start, open.end);
    this.#at += 1;
    return node;
  }

  #wordOrCondition(word: Word): FilterNode | null {
    const next = this.#tokens[this.#at + 1];
    if (next?.kind === 'operator') return this.#compare(word, next.operator, next);
    this.#at += 1;
    if (next && isWord(next, 'exists')) {
      this.#at += 1;
      return { kind: 'exists', field: this.#field(word) };
    }
    return { kind: 'text', words: word.text.toLowerCase() };
  }

  #compare(word: Word, operator: FilterOperator, sign: FilterToken): FilterNode | null {
    const value = this.#tokens[this.#at + 2];
    if (value?.kind !== 'word')
      return this.#report('missing-value', 'After this sign belongs a value.', sign.start, sign.end);
    this.#at += 3;
    const field = this.#field(word);
    const column = field.kind === 'column' ? this.#columns.find(({ id }) => id === field.id) : undefined;
    const literal = this.#literal(value, operator, column?.kind);
    if (literal === undefined) return null;
    return { kind: 'compare', field, operator, literal };
  }

  /** The value in the form that the column and the sign ask for; undefined when it does not fit, which is reported. */
  #literal(value: Word, operator: FilterOperator, kind: ColumnKind | undefined): FilterLiteral | undefined {
    if (operator === '~' || operator === '!~') return value.text.toLowerCase();
    const number = value.quoted ? null : numberIn(value.text);
    if (kind === 'number' || kind === 'share') {
      if (number === null) return this.#misfit(value, 'This column holds numbers: write one, such as 500.');
      if (kind === 'share' && number > 1)
        return this.#misfit(
          value,
          `This column holds shares from 0 to 1: write ${value.text.replace(/%$/, '')}% for a percentage.`,
        );
      return number;
    }
    const flag = value.quoted ? null : flagIn(value.text, kind);
    if (kind === 'boolean' && flag === null) return this.#misfit(value, 'This column is true or false.');
    if (flag !== null) return flag;
    if (!value.quoted && value.text.toLowerCase() === 'null') return null;
    return number ?? value.text;
  }

  #misfit(value: Word, message: string): undefined {
    this.#report('value-misfit', message, value.start, value.end);
    return undefined;
  }

  #field({ text, quoted }: Word): FieldRef {
    if (quoted) return { kind: 'field', name: text };
    if (text.startsWith('.') && text.length > 1) return { kind: 'field', name: text.slice(1) };
    const column = this.#columns.find(({ id }) => id.toLowerCase() === text.toLowerCase());
    return column ? { kind: 'column', id: column.id } : { kind: 'field', name: text };
  }

  /** Whether the word here names a field, even when it reads like a key word ("not = 3"). */
  #isField(): boolean {
    const next = this.#tokens[this.#at + 1];
    return this.#tokens[this.#at]?.kind === 'word' && next?.kind === 'operator';
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    if (!token || !isWord(token, word)) return false;
    this.#at += 1;
    return true;
  }

  #report(code: string, message: string, start: number, end: number): null {
    if (this.problems.length === 0) this.problems.push({ code, message, severity: 'error', span: { start, end } });
    return null;
  }
}

function isWord(token: FilterToken, word: string): boolean {
  return token.kind === 'word' && !token.quoted && token.text.toLowerCase() === word;
}

function joined(kind: 'and' | 'or', parts: readonly (FilterNode | null)[]): FilterNode | null {
  const whole = parts.filter((part) => part !== null);
  if (whole.length < parts.length) return null;
  const [first = null] = whole;
  return whole.length === 1 ? first : { kind, parts: whole };
}

function numberIn(text: string): number | null {
  if (text.length > LONGEST_NUMBER || !NUMBER.test(text)) return null;
  const percent = text.endsWith('%');
  const value = Number((percent ? text.slice(0, -1) : text).replaceAll(/[,_]/g, ''));
  return percent ? value / 100 : value;
}

/** "right" and "wrong" say true and false of a column that is one of them. */
function flagIn(text: string, kind: ColumnKind | undefined): boolean | null {
  const word = text.toLowerCase();
  if (word === 'true' || (kind === 'boolean' && (word === 'right' || word === 'yes'))) return true;
  if (word === 'false' || (kind === 'boolean' && (word === 'wrong' || word === 'no'))) return false;
  return null;
}
