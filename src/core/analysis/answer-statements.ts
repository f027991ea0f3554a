import { answersEqual, symbolicKey } from './answer-equality.ts';
import { finalAnswerOf } from './final-answer.ts';
import type { StepContent } from './step-facts.ts';
import type { Expression } from './text/equations.ts';
import { lex, numberKey, type Token } from './text/lexer.ts';

/** What an answer looks like to the search for its statements. */
export interface WantedAnswer {
  readonly value: string;
  /** Keys of the number, with its percent form; empty when the answer is none. */
  readonly numbers: readonly string[];
}

const COMPARISONS: ReadonlySet<string> = new Set(['<', '>', '<=', '>=', '!=']);
/** Words right before a number that make it a bound: "at least 64", "more than 64". */
const BOUNDS: ReadonlySet<string> = new Set(['least', 'most', 'than', 'exceed', 'exceeds', 'below', 'above', 'under']);
/** "If 8 boxes equal ...": what is only supposed is not stated. */
const SUPPOSES: ReadonlySet<string> = new Set(['if', 'suppose', 'assume']);

/** Letters that stand for a unit right after a number: "2600g". */
const UNITS = 'gmhsl';

const isArithmetic = (token: Token | undefined): boolean => token?.kind === 'op' && '+-*/^'.includes(token.text);

/** Place of every stand-alone mention of the number: no bound, no supposition, no operand or term of a longer formula. */
export function mentionsOf(tokens: readonly Token[], wanted: readonly string[]): readonly number[] {
  const places: number[] = [];
  let compared = false;
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'word' || token.kind === 'pause' || token.kind === 'end') compared = false;
    else if (token.kind === 'op' && COMPARISONS.has(token.text)) compared = true;
    if (token.kind !== 'num' || !wanted.includes(token.text) || compared) continue;
    const [before, after] = [tokens[at - 1], tokens[at + 1]];
    if (
      isArithmetic(after) ||
      (after?.kind === 'sym' && !UNITS.includes(after.text)) ||
      (after !== undefined && COMPARISONS.has(after.text))
    )
      continue;
    // A sign at the start of a number is its own, except that "is -25" does not say 25.
    if (isArithmetic(before) || before?.text === '|') continue;
    const words = tokens.slice(Math.max(0, at - 2), at).filter((t) => t.kind === 'word');
    if (words.some((word) => BOUNDS.has(word.text) || SUPPOSES.has(word.text))) continue;
    places.push(at);
  }
  return places;
}

/** The numbers of a fraction or sum as the answer writes it, for a side that is only equal to it when worked out. */
function isWrittenOut(side: Expression, wanted: WantedAnswer): boolean {
  if (side.size === 1 || (side.size === 2 && side.numbers.length === 1)) return true;
  const own = new Set(lex(wanted.value).flatMap((token) => (token.kind === 'num' ? [token.text] : [])));
  return side.numbers.every((key) => own.has(key));
}

function hasValue(side: Expression | undefined, numbers: readonly string[]): boolean {
  return side !== undefined && side.value !== null && numbers.includes(numberKey(side.value));
}

/** Whether the step ends a formula that only comes to the number when somebody works it out: "= 75 / 25". */
export function leavesOpen(step: StepContent | undefined, number: string): boolean {
  return (
    step?.formulas.equations.some(({ sides }) => {
      const last = sides.at(-1);
      return last !== undefined && last.size >= 3 && hasValue(last, [number]);
    }) === true
  );
}

/** Whether the step states the number as what something comes to. */
function statesNumber(step: StepContent, wanted: WantedAnswer): boolean {
  const products = step.products.filter((product) => wanted.numbers.includes(product.key));
  if (products.length === 0) return false;
  const byEquation = step.formulas.equations.some((equation) => {
    const last = equation.sides.at(-1);
    return equation.isEquality && hasValue(last, wanted.numbers) && last !== undefined && isWrittenOut(last, wanted);
  });
  if (byEquation) return true;
  const formulas = step.formulas.expressions.filter((side) => side.size >= 3 && hasValue(side, wanted.numbers));
  if (formulas.some((side) => isWrittenOut(side, wanted))) return true;
  if (!products.some((product) => product.how === 'stated')) return false;
  return mentionsOf(lex(step.text), wanted.numbers).length > 0;
}

/** Whether the step states a textual or symbolic answer. */
function statesText(step: StepContent, value: string, question: StepContent | null): boolean {
  const stated = finalAnswerOf(step.text);
  if (stated !== null && answersEqual(stated.value, value)) return true;
  const key = symbolicKey(value);
  if (lex(value).filter((t) => t.kind === 'num' || t.kind === 'sym' || t.kind === 'op').length < 2) return false;
  const isKey = (side: Expression | undefined) => side !== undefined && symbolicKey(side.key) === key;
  if (step.formulas.equations.some((e) => isKey(e.sides.at(-1)))) return true;
  const given = question?.formulas.expressions.some(isKey) === true;
  return !given && !step.isGoal && step.formulas.expressions.some((side) => side.size >= 3 && isKey(side));
}

/** Steps that state the answer as a result, 0-based and rising. A bound, a term or what is left to work out states nothing. */
export function statementsOfAnswer(
  steps: readonly StepContent[],
  wanted: WantedAnswer,
  question: StepContent | null,
): readonly number[] {
  return steps
    .filter((step) =>
      wanted.numbers.length === 0 ? statesText(step, wanted.value, question) : statesNumber(step, wanted),
    )
    .map((step) => step.index);
}
