import { answersEqual, finalAnswerOf } from '../analysis/answer-equality.ts';
import type { TraceFacts } from '../analysis/facts.ts';
import type { TraceText } from '../analysis/types.ts';
import { factsOf } from './trace-facts.ts';

/** What the answer of a trace hangs on. Steps are 0-based indices. */
export interface Derivation {
  readonly facts: TraceFacts;
  /** First step that establishes the answer, by an equation where there is one; null when no step states the answer. */
  readonly anchor: number | null;
  /** Step that holds the formal statement (\boxed{}, ####, "the answer is") of the same answer; null when there is none. */
  readonly closing: number | null;
  /** Everything that the answer's derivation needs, the anchor and the closing statement included; all steps without an anchor. */
  readonly required: ReadonlySet<number>;
}

const cache = new WeakMap<TraceText, Derivation>();

/** The derivation of a trace, read once per text object. */
export function derivationOf(text: TraceText): Derivation {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const facts = factsOf(text);
  const anchor = anchorOf(facts);
  const closing = closingOf(text, facts);
  const derivation: Derivation = { facts, anchor, closing, required: requiredOf(facts, anchor, closing) };
  cache.set(text, derivation);
  return derivation;
}

/**
 * The first statement may be a coincidence (the same number in another role), so a statement that an equation gives counts
 * before one that only words give.
 */
function anchorOf(facts: TraceFacts): number | null {
  const { answer, steps } = facts;
  const byEquation = answer.statements.find((index) =>
    steps[index]?.products.some((product) => product.key === answer.number && product.how === 'equation'),
  );
  return byEquation ?? answer.reachedAt;
}

function closingOf(text: TraceText, facts: TraceFacts): number | null {
  const { value } = facts.answer;
  const stated = finalAnswerOf(text.reasoning);
  if (stated === null || value === null || !answersEqual(stated.value, value)) return null;
  const at = text.steps.findIndex((span) => stated.start < span.end);
  return at < 0 ? null : at;
}

function requiredOf(facts: TraceFacts, anchor: number | null, closing: number | null): ReadonlySet<number> {
  if (anchor === null) return new Set(facts.steps.map((step) => step.index));
  const required = dependencies(facts, [anchor, ...facts.required]);
  // The closing statement is kept for what it says, not for what it refers to.
  if (closing !== null) required.add(closing);
  return required;
}

/** `from` with every step that it depends on, directly or not. */
export function dependencies(facts: TraceFacts, from: Iterable<number>): Set<number> {
  const found = new Set(from);
  const open = [...found];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    for (const producer of facts.flow.dependsOn[step] ?? []) {
      if (found.has(producer)) continue;
      found.add(producer);
      open.push(producer);
    }
  }
  return found;
}

/**
 * Producers that have to come back so that every value which a kept step uses stands in the question or in an earlier kept
 * step. `kept` grows until that holds; what was added is returned in rising order.
 */
export function closeOver(facts: TraceFacts, kept: Set<number>): readonly number[] {
  const added: number[] = [];
  for (;;) {
    const missing = missingProducers(facts, kept);
    if (missing.length === 0) return added.sort((a, b) => a - b);
    for (const step of missing) {
      kept.add(step);
      added.push(step);
    }
  }
}

function missingProducers(facts: TraceFacts, kept: ReadonlySet<number>): readonly number[] {
  const missing = new Set<number>();
  for (const value of facts.flow.values) {
    if (value.given || kept.has(value.producer)) continue;
    const firstUser = value.users.find((user) => kept.has(user));
    // A user that only repeats the value as its own result gives it anew.
    if (firstUser === undefined || givesItself(facts, firstUser, value.key)) continue;
    missing.add(value.producer);
  }
  return [...missing];
}

function givesItself(facts: TraceFacts, step: number, key: string): boolean {
  const content = facts.steps[step];
  if (content === undefined) return false;
  return content.formulas.equations.some((equation) => {
    const last = equation.sides.at(-1);
    const operands = equation.sides.slice(0, -1).flatMap((side) => side.numbers);
    return last?.size === 1 && last.numbers[0] === key && operands.length >= 2 && !operands.includes(key);
  });
}
