import type { StepContent } from './step-facts.ts';
import { GENERIC_WORDS } from './text/vocabulary.ts';

/** Signs by which two steps of like words are yet about different things. */
export interface Marks {
  /** "seat 1": numbers bound to the word after them, and labels such as "case 2"; word to numbers. */
  readonly bound: ReadonlyMap<string, ReadonlySet<string>>;
  /** "also", "as well": it speaks of a further thing. */
  readonly adds: boolean;
  /** Holds only under an "if". */
  readonly conditional: boolean;
  /** Keys of all sides of its formulas. */
  readonly sides: ReadonlySet<string>;
  /** Last sides with letters, and inequalities: what it comes to. */
  readonly results: readonly string[];
  /** Word before each content word of a clause. */
  readonly before: ReadonlyMap<string, string>;
  readonly numberCount: number;
}

const ADDS = /\b(?:also|as well|likewise|similarly)\b/i;
const LABEL = /\b(case|part|layer|equation|option|row|column|group|round|stop)s? (\d{1,4})\b/gi;
const COUNTED = /(?<![\d.,])(\d{1,12}) ([a-z]{3,20}?)s?\b/gi;
/** Longest part of a step that is read for bound numbers. */
const MAX_READ = 1_000;

function boundNumbers(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const bound = new Map<string, Set<string>>();
  const bind = (word: string, number: string) => {
    const numbers = bound.get(word);
    if (numbers === undefined) bound.set(word, new Set([number]));
    else numbers.add(number);
  };
  for (const [, word = '', number = ''] of text.matchAll(LABEL)) bind(`label ${word.toLowerCase()}`, number);
  for (const [, number = '', word = ''] of text.matchAll(COUNTED)) bind(word.toLowerCase(), number);
  return bound;
}

/** Reads the marks of a step. Linear in its length. */
export function marksOf(step: StepContent): Marks {
  const { equations, expressions } = step.formulas;
  const results = equations.flatMap((e) => {
    const last = e.sides[e.sides.length - 1];
    if (!e.isEquality) return [e.key];
    return last?.hasSymbol === true && e.sides.length > 1 ? [last.key] : [];
  });
  return {
    bound: boundNumbers(step.text.slice(0, MAX_READ)),
    adds: ADDS.test(step.text.slice(0, MAX_READ)),
    conditional: /\bif\b/i.test(step.text.slice(0, MAX_READ)),
    sides: new Set([
      ...equations.flatMap((e) => [e.key, ...e.sides.map((s) => s.key)]),
      ...expressions.map((e) => e.key),
    ]),
    results,
    before: new Map(step.pairs.map((pair) => pair.split(' ')).map(([first = '', second = '']) => [second, first])),
    numberCount: step.numbers.length,
  };
}

function otherNumbers(mine: Marks, theirs: Marks): boolean {
  for (const [word, numbers] of mine.bound) {
    const others = theirs.bound.get(word);
    if (others !== undefined && [...numbers].every((number) => !others.has(number))) return true;
  }
  return false;
}

/** "horizontal line" here, "vertical line" there. */
function contrasts(mine: Marks, theirs: Marks, has: (words: 'mine' | 'theirs', word: string) => boolean): boolean {
  for (const [word, before] of mine.before) {
    const other = theirs.before.get(word);
    if (other === undefined || other === before || GENERIC_WORDS.has(before) || GENERIC_WORDS.has(other)) continue;
    if (!has('theirs', before) && !has('mine', other)) return true;
  }
  return false;
}

/** Whether the steps name different cases: "case 1", "case 2". */
export function isOtherCase(mine: Marks, theirs: Marks): boolean {
  for (const [word, numbers] of mine.bound) {
    const others = word.startsWith('label ') ? theirs.bound.get(word) : undefined;
    if (others !== undefined && [...numbers].every((number) => !others.has(number))) return true;
  }
  return mine.adds && !theirs.adds;
}

/**
 * Whether a step is about another thing than the earlier step, although most of their words and all of its numbers agree: its
 * numbers count or name other things, it adds a further case, it comes to another formula, it states what was only assumed.
 */
export function isApart(mine: Marks, theirs: Marks, has: (words: 'mine' | 'theirs', word: string) => boolean): boolean {
  if (otherNumbers(mine, theirs)) return true;
  if (mine.adds && !theirs.adds) return true;
  if (mine.results.some((key) => !theirs.sides.has(key))) return true;
  if (theirs.conditional && !mine.conditional) return true;
  return mine.numberCount < 2 && contrasts(mine, theirs, has);
}
