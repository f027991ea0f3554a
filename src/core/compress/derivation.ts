import { answersEqual } from '../analysis/answer-equality.ts';
import type { TraceFacts } from '../analysis/facts.ts';
import { finalAnswerOf } from '../analysis/final-answer.ts';
import type { TraceText } from '../analysis/types.ts';
import { linksOf } from './links.ts';
import { factsOf } from './trace-facts.ts';

/** What the answer of a trace hangs on. Steps are 0-based indices. */
export interface Derivation {
  readonly facts: TraceFacts;
  /** Step that truly reaches the answer; null when no step states it. */
  readonly anchor: number | null;
  /** Step that holds the formal statement (\boxed{}, ####, "the answer is") of the same answer, or the last that says a compound one; null when there is none. */
  readonly closing: number | null;
  /** Per step the earlier steps that it builds on. */
  readonly links: readonly ReadonlySet<number>[];
  /**
   * False when the answer's derivation cannot be followed: no step states the answer, or it is not a number or formula, so
   * that words may carry the argument.
   */
  readonly traceable: boolean;
  /** Everything that the answer hangs on, anchor and closing statement included; all up to the anchor when not traceable. */
  readonly required: ReadonlySet<number>;
}

const cache = new WeakMap<TraceText, Derivation>();

/** The derivation of a trace, read once per text object. */
export function derivationOf(text: TraceText): Derivation {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const facts = factsOf(text);
  const { anchor } = facts;
  const closing = closingOf(text, facts);
  const links = linksOf(facts);
  const traceable = anchor !== null && isTraceable(facts, anchor);
  const upTo = anchor === null || !traceable ? (closing ?? anchor ?? facts.steps.length - 1) : -1;
  const required =
    traceable && anchor !== null
      ? reach(links, [anchor])
      : new Set([...facts.steps.keys()].filter((step) => step <= upTo));
  // The closing statement is kept for what it says, not for what it refers to.
  if (closing !== null) required.add(closing);
  const derivation: Derivation = { facts, anchor, closing, links, traceable, required };
  cache.set(text, derivation);
  return derivation;
}

function isTraceable(facts: TraceFacts, anchor: number): boolean {
  if (facts.answer.number !== null) return true;
  return (facts.steps[anchor]?.formulas.equations.length ?? 0) > 0;
}

function closingOf(text: TraceText, facts: TraceFacts): number | null {
  const { value } = facts.answer;
  const stated = finalAnswerOf(text.reasoning);
  if (value === null) return null;
  if (stated === null || !answersEqual(stated.value, value)) return sayingOf(facts, value);
  const at = text.steps.findIndex((span) => stated.start < span.end);
  return at < 0 ? null : at;
}

/** The last step with a compound answer ("(-2, 1)", "x^2 + 1") as it is written: its parts alone may stand anywhere. */
function sayingOf(facts: TraceFacts, value: string): number | null {
  const words = bare(value);
  if (words.length < 3 || !/[(,;^=\\]/.test(words) || /^\D?[\d,]+(?:\.\d+)?\D?$/.test(words)) return null;
  return facts.steps.findLast((step) => bare(step.text).includes(words))?.index ?? null;
}

function bare(text: string): string {
  return text.replace(/\\left|\\right|\s/g, '').replaceAll('\\dfrac', '\\frac');
}

/** `from` with every step that it builds on, directly or not. */
export function reach(links: Derivation['links'], from: Iterable<number>): Set<number> {
  const found = new Set(from);
  const open = [...found];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    for (const earlier of links[step] ?? []) {
      if (found.has(earlier)) continue;
      found.add(earlier);
      open.push(earlier);
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
