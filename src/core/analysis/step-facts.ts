import type { Span } from '../model/span.ts';
import { type Expression, type Formulas, readFormulas } from './text/equations.ts';
import { lex, numberKey, type Token } from './text/lexer.ts';
import { stem } from './text/stem.ts';
import { CHECK_WORDS, RESULT_WORDS, STOP_WORDS } from './text/vocabulary.ts';

/** A value that a step states as a result. */
export interface Product {
  /** Canonical key of the number, or of the expression. */
  readonly key: string;
  readonly how: 'equation' | 'stated';
  /** Key of the equation that gives it; the other operands are its inputs. */
  readonly equation?: string;
}

/** What stands in one step, without regard to the others. All lists are without doubles, in order of appearance. */
export interface StepContent {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Stems of content words (stop and check words are left out). */
  readonly words: readonly string[];
  /** Names: content words written with a capital inside a sentence. */
  readonly names: readonly string[];
  /** Neighbouring content words of a clause, as "first second": who does what to whom. */
  readonly pairs: readonly string[];
  /** Number of words of any sort. */
  readonly wordCount: number;
  /** Keys of all numbers. */
  readonly numbers: readonly string[];
  readonly symbols: readonly string[];
  readonly formulas: Formulas;
  readonly products: readonly Product[];
  /** Runs of three neighbouring numbers, symbols and operators: the formulas in small pieces. */
  readonly mathGrams: readonly string[];
  /** "not", "no", "never" and the like stand in it. */
  readonly negations: number;
  /** It sets out to do something, or asks: "let's find", "we need to show". */
  readonly isGoal: boolean;
  /** Text that is equal for steps which differ only in white space, case and markup. */
  readonly normal: string;
}

const GOAL =
  /\b(?:let'?s|let me|need to|want to|have to|try to|going to|to) (?:try to |first |now )?(?:prove|show|find|determine|see|compute|calculate|figure|pick|simplify|look|check|verify)\b/i;
const NEGATIONS = new Set([
  'not',
  'no',
  'never',
  'cannot',
  'without',
  "don't",
  "doesn't",
  "isn't",
  "can't",
  "won't",
  "wasn't",
  "aren't",
  '不',
  '没有',
  '不是',
]);
/** A number after these tells a size or place, not a result. */
const PREPOSITIONS = new Set([
  'by',
  'than',
  'from',
  'between',
  'per',
  'every',
  'at',
  'least',
  'most',
  'modulo',
  'mod',
  'when',
  'if',
  'where',
]);
const CONCLUDERS = new Set(['so', 'thus', 'therefore', 'hence', 'total', 'altogether', '所以', '因此']);

/** Whether a word carries content. */
export function isContentWord(word: string): boolean {
  return word.length > 1 && !STOP_WORDS.has(word) && !CHECK_WORDS.has(word);
}

/** Numbers that a sentence states as a result in words: "so Tom has 12 apples". */
function statedNumbers(tokens: readonly Token[]): readonly string[] {
  const stated: string[] = [];
  let sinceResult = 99;
  let concluding = false;
  let lastNumber: string | null = null;
  let position = 0;
  const close = () => {
    if (concluding && lastNumber !== null) stated.push(lastNumber);
    concluding = false;
    lastNumber = null;
    sinceResult = 99;
    position = 0;
  };
  for (const token of tokens) {
    if (token.kind === 'end') {
      close();
      continue;
    }
    if (token.kind === 'word') {
      if (position < 3 && CONCLUDERS.has(token.text)) concluding = true;
      if (RESULT_WORDS.has(token.text)) sinceResult = 0;
      else if (PREPOSITIONS.has(token.text)) sinceResult = 99;
      else sinceResult++;
    } else if (token.kind === 'num') {
      if (sinceResult <= 3) stated.push(token.text);
      lastNumber = token.text;
      sinceResult = 99;
    } else if (token.kind === 'op' && '+-*/^'.includes(token.text)) {
      if (sinceResult > 3 && stated[stated.length - 1] === lastNumber && lastNumber !== null) stated.pop();
      sinceResult = 99;
      lastNumber = null;
    }
    position++;
  }
  close();
  return stated;
}

/** Three neighbours at a time, within a run of formula tokens; a shorter run is one piece. */
function mathGramsOf(tokens: readonly Token[]): readonly string[] {
  const grams = new Set<string>();
  let run: string[] = [];
  const close = () => {
    if (run.length === 2) grams.add(run.join(' '));
    for (let i = 0; i + 2 < run.length; i++) grams.add(`${run[i]} ${run[i + 1]} ${run[i + 2]}`);
    run = [];
  };
  for (const token of tokens) {
    if (token.kind === 'word' || token.kind === 'end' || token.kind === 'pause') close();
    else if (token.text !== '(' && token.text !== ')') run.push(token.text);
  }
  close();
  return [...grams];
}

/** A number that is written out: alone, with a sign, or as a fraction. What is still to be worked out is none. */
function isPlainValue(side: Expression): boolean {
  if (side.size === 1) return side.numbers.length === 1;
  return /^\(?-?\(?-?\d[\d.]*\)?(?:\/\(?-?\d[\d.]*\)?)?\)?$/.test(side.key.slice(0, 60));
}

function productsOf(tokens: readonly Token[], formulas: Formulas): readonly Product[] {
  const products = new Map<string, Product>();
  for (const equation of formulas.equations) {
    const last = equation.sides[equation.sides.length - 1];
    if (last === undefined || !equation.isEquality) continue;
    // "... = 0" is how equations are written down, not what they come to.
    if (last.key === '0' && equation.sides.some((side) => side.hasSymbol && side.size >= 3)) continue;
    const key = isPlainValue(last) && last.value !== null ? numberKey(last.value) : last.key;
    if (!products.has(key)) products.set(key, { key, how: 'equation', equation: equation.key });
  }
  for (const expression of formulas.expressions) {
    if (expression.value === null || expression.size < 3 || !isPlainValue(expression)) continue;
    const key = numberKey(expression.value);
    if (!products.has(key)) products.set(key, { key, how: 'stated' });
  }
  for (const key of statedNumbers(tokens)) if (!products.has(key)) products.set(key, { key, how: 'stated' });
  return [...products.values()];
}

/** What one walk over the tokens collects. */
interface Collected {
  readonly words: Set<string>;
  readonly names: Set<string>;
  readonly pairs: Set<string>;
  readonly numbers: Set<string>;
  readonly symbols: Set<string>;
  readonly normal: string[];
  wordCount: number;
  negations: number;
}

function collect(tokens: readonly Token[]): Collected {
  const all: Collected = {
    words: new Set(),
    names: new Set(),
    pairs: new Set(),
    numbers: new Set(),
    symbols: new Set(),
    normal: [],
    wordCount: 0,
    negations: 0,
  };
  let before: string | null = null;
  for (const token of tokens) {
    if (token.kind === 'end' || token.kind === 'pause') {
      before = null;
      continue;
    }
    all.normal.push(token.text);
    if (token.kind === 'num') all.numbers.add(token.text);
    else if (token.kind === 'sym') all.symbols.add(token.text);
    else if (token.kind === 'word') {
      all.wordCount++;
      if (NEGATIONS.has(token.text)) all.negations++;
      if (!isContentWord(token.text)) continue;
      const word = stem(token.text);
      all.words.add(word);
      if (token.proper === true) all.names.add(word);
      if (before !== null) all.pairs.add(`${before} ${word}`);
      before = word;
    }
  }
  return all;
}

/** Reads one step. Linear in its length; never throws. */
export function readStep(text: string, span: Span, index: number): StepContent {
  const part = text.slice(span.start, span.end);
  const tokens = lex(part);
  const all = collect(tokens);
  const formulas = readFormulas(tokens);
  return {
    index,
    start: span.start,
    end: span.end,
    text: part,
    words: [...all.words],
    names: [...all.names],
    pairs: [...all.pairs],
    wordCount: all.wordCount,
    numbers: [...all.numbers],
    symbols: [...all.symbols],
    formulas,
    products: productsOf(tokens, formulas),
    mathGrams: mathGramsOf(tokens),
    negations: all.negations,
    isGoal: GOAL.test(part.slice(0, 200)) || /[?？]\s{0,4}$/.test(part.slice(-8)),
    normal: all.normal.length > 0 ? all.normal.join(' ') : part.replace(/\s+/g, ' '),
  };
}
