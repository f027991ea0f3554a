import { answersEqual, finalAnswerOf, numericAnswer } from './answer-equality.ts';
import type { StepContent } from './step-facts.ts';
import { lex, numberKey } from './text/lexer.ts';
import type { TraceText } from './types.ts';

/** Where a trace states its answer. Steps are 0-based indices. */
export interface AnswerFacts {
  /** The answer as text; `null` when the trace states none. */
  readonly value: string | null;
  /** Key of the number when the answer is one. */
  readonly number: string | null;
  /** True when the reference answer of the record agrees with it, so that "first reached" is "first correct". */
  readonly confirmed: boolean;
  /** Steps that state it as a result, rising. */
  readonly statements: readonly number[];
  /** Step where it is first reached; `null` when none states it. */
  readonly reachedAt: number | null;
}

/** The answer that the trace itself ends with. */
function ownAnswer(text: TraceText, steps: readonly StepContent[]): string | null {
  if (text.answer !== null && text.answer.trim() !== '') {
    const stated = finalAnswerOf(text.answer);
    if (stated !== null) return stated.value;
    if (text.answer.length <= 120) return text.answer.trim();
    const last = lastNumber(text.answer.slice(-400));
    if (last !== null) return last;
  }
  const stated = finalAnswerOf(text.reasoning);
  if (stated !== null) return stated.value;
  const last = steps[steps.length - 1];
  return last?.products.at(-1)?.key ?? last?.numbers.at(-1) ?? null;
}

function lastNumber(text: string): string | null {
  return lex(text).findLast((t) => t.kind === 'num')?.text ?? null;
}

function statesNumber(step: StepContent, key: string): boolean {
  return step.products.some((product) => product.key === key);
}

/** Steps that state a textual or symbolic answer. */
function statesText(step: StepContent, value: string): boolean {
  const stated = finalAnswerOf(step.text);
  if (stated !== null && answersEqual(stated.value, value)) return true;
  const key = sideKey(value);
  if (key === null) return false;
  return step.formulas.equations.some((e) => e.sides.at(-1)?.key === key);
}

function sideKey(value: string): string | null {
  const tokens = lex(value).filter((t) => t.kind === 'num' || t.kind === 'sym' || t.kind === 'op');
  const key = tokens.map((t) => t.text).join('');
  return tokens.length >= 2 ? key : null;
}

/** Finds where the answer is stated. Linear; the reference answer only confirms, it never moves the point. */
export function findAnswer(text: TraceText, steps: readonly StepContent[]): AnswerFacts {
  const value = ownAnswer(text, steps);
  if (value === null || value.length > 400) {
    return { value: null, number: null, confirmed: false, statements: [], reachedAt: null };
  }
  const numeric = numericAnswer(value);
  const number = numeric === null ? null : numberKey(numeric);
  const percent = numeric !== null && value.includes('%') ? numberKey(numeric * 100) : null;
  const statements = steps
    .filter((step) =>
      number === null
        ? statesText(step, value)
        : statesNumber(step, number) || (percent !== null && statesNumber(step, percent)),
    )
    .map((step) => step.index);
  const confirmed = text.referenceAnswer !== null && answersEqual(referenceValue(text.referenceAnswer), value);
  return { value, number, confirmed, statements, reachedAt: statements[0] ?? null };
}

function referenceValue(text: string): string {
  return finalAnswerOf(text)?.value ?? text;
}
