import type { AnswerFacts } from './answer-facts.ts';
import { finalAnswerOf } from './final-answer.ts';
import type { KindFacts } from './kinds.ts';
import { readStep, type StepContent } from './step-facts.ts';
import type { TraceText } from './types.ts';

const COMPARES = /[^<]<[^<]|[^>-]>[^>]|\\(?:lt|gt|leq?|geq?)\b/;

/** What the anchor is read from: the facts of a trace as far as they are known by then. */
export interface AnchorFacts {
  readonly question: StepContent | null;
  readonly steps: readonly StepContent[];
  readonly answer: AnswerFacts;
  readonly kinds: readonly KindFacts[];
}

/**
 * The step that truly reaches the answer, 0-based; null when no step states it.
 *
 * The first step with the answer's number need not be it: in "4 + 2 = 6 slices are eaten ... 16 - 10 = 6 are left" the
 * first 6 is another quantity. The reasoning's own calculation of the number, the answer's and the reference solution's each
 * point to the earliest statement with the same operands; the latest of these counts, and none before an operand has appeared,
 * so that no source is contradicted.
 * Where nothing calculates the number, the earliest statement counts after which no new number enters another one.
 */
export function anchorOf(text: TraceText, facts: AnchorFacts): number | null {
  const { number } = facts.answer;
  const statements = number === null ? facts.answer.statements : statementsOf(facts, number);
  const first = statements[0];
  if (first === undefined || number === null) return first ?? null;
  const perStatement = statements.map((index) => operandsFor(facts.steps[index], number));
  const sources = [ownCalculation(facts, statements, perStatement), ...solutionTexts(text, number)];
  const wanted = sources.flatMap((keys) => keys.at(-1) ?? []);
  if (wanted.length === 0) return firstSettled(facts, statements, number);
  const matches = wanted.flatMap((key) => {
    const at = perStatement.findIndex((keys) => keys.includes(key));
    return at < 0 ? [] : [at];
  });
  const match = matches.length > 0 ? Math.max(...matches) : nearest(facts, statements, wanted);
  const earliest = Math.max(statements[match] ?? statements.at(-1) ?? first, lastAppearance(facts, wanted));
  return statements.find((index) => index >= earliest) ?? statements.at(-1) ?? first;
}

/** A number of at least this size does not turn up by chance as an intermediate value. */
const TELLING = 100;

/**
 * The step from which on nothing more is needed when the answer is known to be right, 0-based; null when it is not, or when
 * no step can be shown to reach it. From `answer.reachedAt` on, the first statement that makes the calculation which the
 * answer, the reference solution or the end of the reasoning makes; so a value that is only equal to the answer is passed
 * over. A telling number needs no such calculation.
 */
export function doneAt(text: TraceText, facts: AnchorFacts, anchor: number | null): number | null {
  const { number, reachedAt, confirmed, firm } = facts.answer;
  if (!confirmed || reachedAt === null || anchor === null) return null;
  if (number === null) return anchor;
  const given = facts.question?.numbers.includes(number) === true;
  if (firm && !given && Math.abs(Number(number)) >= TELLING) return reachedAt;
  const statements = statementsOf(facts, number).filter((index) => index >= reachedAt);
  const perStatement = statements.map((index) => operandsFor(facts.steps[index], number));
  const own = ownCalculation(facts, statements, perStatement);
  const wanted = new Set([own, ...solutionTexts(text, number)].flat());
  const match = perStatement.findIndex((keys) => keys.some((key) => wanted.has(key)));
  return Math.max(reachedAt, Math.min(anchor, statements[match] ?? anchor));
}

/** Steps that state the number as a result; where none is seen to, those in which it stands at all. */
function statementsOf(facts: AnchorFacts, number: string): readonly number[] {
  const { statements } = facts.answer;
  const calculating = facts.steps.filter((step) => operandsFor(step, number).length > 0).map((step) => step.index);
  if (statements.length + calculating.length > 0) {
    return [...new Set([...statements, ...calculating])].sort((a, b) => a - b);
  }
  return facts.steps.filter((step) => step.numbers.includes(number)).map((step) => step.index);
}

/** The step by which all operands that the question does not give have appeared; -1 when it gives all of them. */
function lastAppearance(facts: AnchorFacts, wanted: readonly string[]): number {
  const given = new Set(facts.question?.numbers ?? []);
  const operands = new Set(wanted.flatMap((key) => key.split(' ')).filter((key) => !given.has(key)));
  let last = -1;
  for (const step of facts.steps) {
    for (const key of step.numbers) if (operands.delete(key)) last = step.index;
  }
  return last;
}

/**
 * The calculation of the number that the reasoning relies on: the last one, or the last that it makes twice when what
 * follows that is only another way or a check, which need no number that is new by then.
 */
function ownCalculation(
  facts: AnchorFacts,
  statements: readonly number[],
  perStatement: readonly (readonly string[])[],
): readonly string[] {
  const lastPlace = perStatement.findLastIndex((keys) => keys.length > 0);
  const last = perStatement[lastPlace]?.at(-1);
  if (last === undefined) return [];
  const places = new Map<string, number[]>();
  perStatement.forEach((keys, place) => {
    for (const key of new Set(keys)) places.set(key, [...(places.get(key) ?? []), place]);
  });
  const twice = [...places].filter(([, at]) => at.length > 1).sort((a, b) => (b[1][0] ?? 0) - (a[1][0] ?? 0))[0];
  if (twice === undefined) return [last];
  const step = statements[lastPlace] ?? 0;
  const since = statements[twice[1][0] ?? 0] ?? 0;
  const aside = [step, step - 1].some((index) => {
    const kind = facts.kinds[index];
    return (
      index > since && (kind?.opensAttempt === true || kind?.kind === 'self-check' || kind?.kind === 'alternative')
    );
  });
  return !aside && lastAppearance(facts, [last]) > since ? [last] : [twice[0]];
}

/** Place of the statement whose step names most of the wanted operands; of several the first if it names all, else the last. */
function nearest(facts: AnchorFacts, statements: readonly number[], wanted: readonly string[]): number {
  let best = -1;
  let most = 0;
  statements.forEach((index, place) => {
    const there = new Set(facts.steps[index]?.numbers ?? []);
    for (const key of wanted) {
      const operands = key.split(' ');
      const share = operands.filter((operand) => there.has(operand)).length / operands.length;
      if (share > most || (share === most && share < 1)) {
        best = place;
        most = share;
      }
    }
  });
  return best;
}

/** Operands of the calculations that give `number` in a step, each as one key, in order; [] when it calculates none. */
export function operandsFor(step: StepContent | undefined, number: string): readonly string[] {
  const keys: string[] = [];
  for (const { sides } of step?.formulas.equations ?? []) {
    const gives = sides.some((side) => side.size === 1 && side.numbers[0] === number);
    if (!gives) continue;
    // "50 < 52, so 50": the choice hangs on what it was chosen over.
    const others = sides
      .filter((side) => side.size === 1 && side.numbers[0] !== number)
      .flatMap((side) => side.numbers);
    if (others.length > 0 && COMPARES.test(step?.text ?? '')) keys.push(`over ${others.join(' ')}`);
    for (const side of sides) {
      if (side.numbers.length >= 2 || (side.hasSymbol && side.size >= 3)) keys.push([...side.numbers].sort().join(' '));
    }
  }
  return keys;
}

/** How the answer and the reference solution calculate the number. */
function solutionTexts(text: TraceText, number: string): readonly (readonly string[])[] {
  return [text.answer, text.referenceAnswer].map((source) => {
    if (source === null || finalAnswerOf(source)?.value === source.trim()) return [];
    return operandsFor(readStep(source, { start: 0, end: source.length }, 0), number);
  });
}

/** The earliest statement whose followers bring no number that was not there by then. */
function firstSettled(facts: AnchorFacts, statements: readonly number[], number: string): number | null {
  // A number that the question gives is stated before it is found.
  if (facts.question?.numbers.includes(number) === true) return statements.at(-1) ?? null;
  const known = new Set(facts.question?.numbers ?? []);
  const newest = new Map<string, number>();
  for (const step of facts.steps) {
    for (const key of step.numbers) {
      if (!known.has(key)) newest.set(key, step.index);
      known.add(key);
    }
  }
  const lastNeed = statements.map((index) =>
    Math.max(-1, ...(facts.steps[index]?.numbers ?? []).map((key) => newest.get(key) ?? -1)),
  );
  let later = -1;
  let at = -1;
  for (let i = statements.length - 1; i >= 0; i--) {
    if (later <= (statements[i] ?? 0)) at = i;
    later = Math.max(later, lastNeed[i] ?? -1);
  }
  return statements[at] ?? statements.at(-1) ?? null;
}
