import { mentionsOf } from './answer-statements.ts';
import type { StepContent } from './step-facts.ts';
import type { Expression } from './text/equations.ts';
import { lex, numberKey, type Token } from './text/lexer.ts';
import { stem } from './text/stem.ts';
import { STOP_WORDS } from './text/vocabulary.ts';

const REJECTS =
  /\b(?:(?:can'?t|cannot|can not|couldn'?t) be (?:right|correct|true)|does(?:n'?t| not) make (?:any )?sense|(?:is|'s) not (?:right|correct|possible)|is(?:n'?t| not) right|(?:is|was|must be) wrong)\b/i;
/** The value of one case, or one of several, is not yet what is asked. */
const TENTATIVE =
  /\b(?:one (?:possible|such)|only possible if|seems inconsistent|are there (?:others|other|any other)|(?:consider|take|look at|try) the (?:\w+ )?case)\b/i;

/** Steps after a statement in which it may be called wrong. */
const DOUBT_RANGE = 2;

/** Whether the steps right after it say that the value of a statement cannot be. */
function isRejected(steps: readonly StepContent[], index: number): boolean {
  return steps.slice(index + 1, index + 1 + DOUBT_RANGE).some((step) => REJECTS.test(step.text.slice(0, 2_000)));
}

/** Formulas of a step that come to the number, each without the number itself as its result. */
function waysTo(step: StepContent, number: string): readonly Expression[] {
  const sides = [...step.formulas.equations.flatMap((e) => e.sides), ...step.formulas.expressions];
  return sides.filter((side) => side.size >= 3 && side.value !== null && numberKey(side.value) === number);
}

/** "64 / 8 = 8", "1^55 = 1": the value before was put in and only happens to come out again. */
export function putsInAgain(next: StepContent, number: string): boolean {
  const ways = waysTo(next, number);
  return ways.length > 0 && ways.every((side) => side.numbers.includes(number));
}

/** What is asked for: the words after the last "how many" or "how much", as stems; empty when there are none. */
export function askedThing(question: StepContent | null): readonly string[] {
  const text = question?.text.slice(-600) ?? '';
  let from = -1;
  for (const match of text.matchAll(/\bhow (?:many|much)\b/gi)) from = match.index + match[0].length;
  return from < 0 ? [] : nounsFrom(lex(text.slice(from, from + 120)), 0);
}

/** Stems of the content words from a token on, up to the first other token; at most four. */
function nounsFrom(tokens: readonly Token[], at: number): readonly string[] {
  const nouns: string[] = [];
  for (let i = at; i < tokens.length && nouns.length < 4; i++) {
    const token = tokens[i];
    if (token?.kind !== 'word' || STOP_WORDS.has(token.text)) break;
    nouns.push(stem(token.text));
  }
  return nouns;
}

/** The nouns that stand right after the number in its mentions. */
function unitsOf(step: StepContent, number: string): readonly (readonly string[])[] {
  const tokens = lex(step.text);
  return mentionsOf(tokens, [number]).flatMap((at) => {
    const nouns = nounsFrom(tokens, at + 1);
    return nouns.length > 0 ? [nouns] : [];
  });
}

/** Whether the step counts another thing of the question than the one asked for, while a later step counts that one. */
function countsAnother(
  step: StepContent,
  later: StepContent,
  number: string,
  asked: readonly string[],
  question: StepContent | null,
): boolean {
  const head = asked.at(-1);
  if (head === undefined || waysTo(later, number).length === 0) return false;
  const units = unitsOf(step, number);
  if (units.length === 0) return false;
  const wanted = unitsOf(later, number).filter((nouns) => nouns.includes(head));
  if (wanted.length === 0) return false;
  const known = new Set(question?.words);
  const isOther = units.every((nouns) => known.has(nouns[0] ?? '') && !nouns.some((noun) => asked.includes(noun)));
  // "16 golf balls" where "16 blue golf balls" are asked for and stated later.
  const lacks = asked.filter((noun) => !units.some((nouns) => nouns.includes(noun)));
  const isWider = units.every((nouns) => nouns.includes(head)) && lacks.length > 0;
  return isOther || (isWider && wanted.some((nouns) => lacks.every((noun) => nouns.includes(noun))));
}

/** What is needed to tell a chance value. */
export interface ChanceFacts {
  readonly steps: readonly StepContent[];
  readonly question: StepContent | null;
  readonly asked: readonly string[];
  readonly number: string;
}

/** Whether a statement of the answer's number means something else, seen from the statement that follows it. */
export function isChance(facts: ChanceFacts, step: StepContent, next: StepContent): boolean {
  const { steps, question, asked, number } = facts;
  const before = steps
    .slice(Math.max(0, step.index - 2), step.index)
    .map((other) => other.text.slice(-400))
    .join(' ');
  return (
    isRejected(steps, step.index) ||
    TENTATIVE.test(`${before} ${step.text}`) ||
    countsAnother(step, next, number, asked, question)
  );
}

/** "64 divided by 8 is 8. So each box has 8 chocolate bars": worked out in words, and said of the thing asked for. */
export function worksOutAsked(facts: ChanceFacts, step: StepContent): boolean {
  const { asked, number } = facts;
  if (asked.length === 0 || !waysTo(step, number).some((side) => !side.hasSymbol)) return false;
  return unitsOf(step, number).some((nouns) => asked.every((noun) => nouns.includes(noun)));
}
