import { askedThing, type ChanceFacts, isChance, putsInAgain, worksOutAsked } from './answer-chance.ts';
import { answersEqual, numericAnswer } from './answer-equality.ts';
import { leavesOpen, statementsOfAnswer } from './answer-statements.ts';
import { finalAnswerOf } from './final-answer.ts';
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
  /** The step that reaches it derives it, or calls it the answer; a bare small number may stand there by chance. */
  readonly firm: boolean;
}

/** Closing steps that are looked through for a value ("Right.", "That is our answer."). */
const LAST_STEPS = 4;
/** Steps up to which an answer that is nowhere called one is guessed from the closing steps. */
const SHORT_TRACE = 60;

/** An answer and whether the trace calls it one. */
interface OwnAnswer {
  readonly value: string;
  /** Taken from the closing steps, because the trace names no answer. */
  readonly guessed: boolean;
}

/** The answer that the trace itself ends with. */
function ownAnswer(text: TraceText, question: StepContent | null, steps: readonly StepContent[]): OwnAnswer | null {
  if (text.answer !== null && text.answer.trim() !== '') {
    const stated = finalAnswerOf(text.answer)?.value;
    if (stated !== undefined) return { value: stated, guessed: false };
    if (text.answer.length <= 120) return { value: text.answer.trim(), guessed: false };
    const last = lastNumber(text.answer.slice(-400));
    if (last !== null) return { value: last, guessed: false };
  }
  const stated = finalAnswerOf(text.reasoning)?.value;
  if (stated !== undefined) return { value: stated, guessed: false };
  const value = closingValue(steps);
  return value === null || isCommonplace(value, question) ? null : { value, guessed: true };
}

/** A turn of a dialogue: what is said or observed there is no result of the reasoning. */
const SPEAKER = /^\s{0,8}(?:user|human|tool|system|assistant|environment)\s?:/i;

/** "16(" is a number and the bracket of a remark, no value. */
function isBalanced(value: string): boolean {
  let depth = 0;
  for (const char of value) {
    if (char === '(') depth++;
    else if (char === ')' && --depth < 0) return false;
  }
  return depth === 0;
}

/** The value that the closing steps come to; `null` when the text breaks off in the middle of a sentence. */
function closingValue(steps: readonly StepContent[]): string | null {
  const last = steps.at(-1);
  if (last === undefined || steps.length > SHORT_TRACE) return null;
  for (let index = steps.length - 1; index >= Math.max(0, steps.length - LAST_STEPS); index--) {
    const step = steps[index];
    const side = step?.formulas.equations.at(-1)?.sides.at(-1);
    const expression = step?.formulas.expressions.findLast((e) => e.size >= 3);
    if (step !== undefined && SPEAKER.test(step.text)) return null;
    const value = side?.key ?? expression?.key ?? step?.products.at(-1)?.key;
    if (value !== undefined) return isBalanced(value) ? value : null;
  }
  return null;
}

/** 0, 1 and the numbers of the question stand everywhere; as a guess they say nothing. */
function isCommonplace(value: string, question: StepContent | null): boolean {
  return value === '0' || value === '1' || (question?.numbers.includes(value) ?? false);
}

function lastNumber(text: string): string | null {
  return lex(text).findLast((t) => t.kind === 'num')?.text ?? null;
}

/** Finds where the answer is stated. Linear; the reference answer only confirms, it never moves the point. */
export function findAnswer(text: TraceText, question: StepContent | null, steps: readonly StepContent[]): AnswerFacts {
  const own = ownAnswer(text, question, steps);
  const value = own?.value ?? null;
  if (own === null || value === null || value.length > 400) {
    return { value: null, number: null, confirmed: false, statements: [], reachedAt: null, firm: false };
  }
  const numeric = numericAnswer(value);
  const number = numeric === null ? null : numberKey(numeric);
  const percent = numeric !== null && value.includes('%') ? numberKey(numeric * 100) : null;
  const numbers = [number, percent].filter((key) => key !== null);
  const statements = statementsOfAnswer(steps, { value, numbers }, question);
  const confirmed = text.referenceAnswer !== null && answersEqual(referenceValue(text.referenceAnswer), value);
  const reachedAt = firstReached(steps, statements, number, question);
  const step = reachedAt === null ? undefined : steps[reachedAt];
  return {
    value,
    number,
    confirmed,
    statements,
    reachedAt,
    firm: step !== undefined && !own.guessed && isFirm(step, number, question),
  };
}

const CONCLUSIVE = /\\boxed|####|\b(?:answer|therefore|in total|altogether|final)\b|答案|因此/i;

/** Numbers that the step puts into the equation which gives `number`. */
function inputsOf(step: StepContent, number: string): readonly string[] {
  const equation = step.formulas.equations.find((e) => {
    const last = e.sides.at(-1);
    return (
      e.sides.length > 1 &&
      (last?.key === number || (last?.value ?? null) !== null) &&
      step.products.some((p) => p.equation === e.key && p.key === number)
    );
  });
  return equation === undefined ? [] : equation.sides.slice(0, -1).flatMap((side) => side.numbers);
}

/**
 * The first statement that is no coincidence: when the next statement derives the value from a number that was found
 * only in between, the value before was an intermediate one that happens to be equal.
 */
function firstReached(
  steps: readonly StepContent[],
  statements: readonly number[],
  number: string | null,
  question: StepContent | null,
): number | null {
  const first = firstPlaces(steps, (step) => step.numbers);
  const turn = lastNewName(steps, statements.at(-1) ?? 0, question);
  const chance: ChanceFacts = { steps, question, asked: askedThing(question), number: number ?? '' };
  let turned = -1;
  const firstGram = firstPlaces(steps, (step) => step.mathGrams);
  for (const [place, index] of statements.entries()) {
    const next = steps[statements[place + 1] ?? -1];
    const step = steps[index];
    if (number === null || next === undefined || step === undefined || CONCLUSIVE.test(step.text)) return index;
    const opened = leavesOpen(steps[index - 1], number);
    if (!opened && !isFirm(step, number, question) && !worksOutAsked(chance, step)) continue;
    if (isChance(chance, step, next)) continue;
    if (putsInAgain(next, number)) {
      turned = statements[place + 1] ?? -1;
      continue;
    }
    if (index === turned || (chance.asked.length > 1 && worksOutAsked(chance, step))) return index;
    // A small value that comes before a person of the question has had a turn is somebody else's.
    if (Math.abs(Number(number)) <= 12 && turn > index) continue;
    const own = inputsOf(step, number);
    if (own.length > 0 && own.join(' ') === inputsOf(next, number).join(' ')) return index;
    const fresh = inputsOf(next, number).some((key) => (first.get(key) ?? 0) > index);
    const growing = Math.abs(Number(number)) <= 10 && newFormulas(next, index, firstGram);
    if (!fresh && !growing) return index;
  }
  return null;
}

/** Names of a question above which it is no tale of a few persons. */
const MAX_NAMES = 4;

/** The latest step in which a name of the question stands for the first time, in a step that calculates; -1 when none does. */
function lastNewName(steps: readonly StepContent[], end: number, question: StepContent | null): number {
  const open = new Set(question?.names);
  if (open.size < 2 || open.size > MAX_NAMES) return -1;
  let last = -1;
  for (const step of steps.slice(0, end + 1)) {
    for (const word of step.words) if (open.delete(word) && step.formulas.equations.length > 0) last = step.index;
  }
  return last;
}

function isFirm(step: StepContent, number: string | null, question: StepContent | null): boolean {
  const asked = number && question?.numbers.includes(number);
  if (number === null || CONCLUSIVE.test(step.text) || (!asked && Math.abs(Number(number)) > 12)) return true;
  const equations = new Set(step.products.filter((p) => p.key === number).map((p) => p.equation));
  return step.formulas.equations.some(
    (e) => equations.has(e.key) && e.sides.slice(0, -1).some((side) => side.size >= 3 && !side.hasSymbol),
  );
}

/** First step in which each thing stands. */
function firstPlaces(
  steps: readonly StepContent[],
  things: (step: StepContent) => readonly string[],
): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const step of steps) for (const key of things(step)) if (!first.has(key)) first.set(key, step.index);
  return first;
}

/** Whether most of the formula of a step came up only after step `from`. */
function newFormulas(step: StepContent, from: number, first: ReadonlyMap<string, number>): boolean {
  const grams = step.mathGrams;
  const fresh = grams.filter((gram) => (first.get(gram) ?? 0) > from).length;
  return grams.length >= 4 && fresh > grams.length / 2;
}

function referenceValue(text: string): string {
  return finalAnswerOf(text)?.value ?? text;
}
