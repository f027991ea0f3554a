import { operandsFor } from '../../analysis/anchor.ts';
import type { TraceFacts } from '../../analysis/facts.ts';
import { readStep, type StepContent } from '../../analysis/step-facts.ts';
import { closeOver } from '../derivation.ts';
import { givenBy, same } from '../reading/arithmetic.ts';
import { newUnits } from '../reading/new-text.ts';
import type { Unit } from '../reading/units.ts';
import { type Guard, type GuardSubject, type GuardVerdict, PASSED, stepNames } from './types.ts';

/** Whether every number of the answer's derivation is still there. */
export const neededNumbers: Guard = {
  id: 'needed-numbers',
  title: 'Needed numbers kept',
  summary:
    'Numbers that the answer depends on and the calculation that gives it are kept, or the new text calculates the answer in another way.',
  required: true,
  check(subject) {
    return lostNumbers(subject) ?? cutLinks(subject) ?? lostCalculation(subject) ?? PASSED;
  },
};

/** Results of the derivation's steps, and other numbers that one of them hands to another. */
function lostNumbers(subject: GuardSubject): GuardVerdict | undefined {
  const { facts, required, anchor } = subject.derivation;
  if (anchor === null) return undefined;
  const there = new Set(subject.after.steps.flatMap((step) => step.numbers));
  const lost = facts.flow.values.filter(
    (value) =>
      value.kind === 'number' &&
      !there.has(value.key) &&
      required.has(value.producer) &&
      (value.users.some((user) => required.has(user)) ||
        facts.steps[value.producer]?.products.some((product) => product.key === value.key) === true),
  );
  const first = lost[0];
  if (first === undefined || (subject.hasNewWords && derivedAnew(subject))) return undefined;
  const producers = [...new Set(lost.map((value) => value.producer))].sort((a, b) => a - b);
  const names = lost.slice(0, 5).map((value) => value.key);
  return {
    passed: false,
    detail: `The answer depends on ${names.join(', ')} from ${stepNames(producers)}, which is no longer there.`,
    restore: producers,
  };
}

/** A kept step that calculates with a value of a dropped one. Only the derivation counts; talk may lose its links. */
function cutLinks(subject: GuardSubject): GuardVerdict | undefined {
  const { facts, required, anchor } = subject.derivation;
  if (subject.kept === null || anchor === null) return undefined;
  const kept = new Set(subject.kept.filter((step) => required.has(step)));
  const all = new Set(subject.kept);
  const anew = rewrittenNumbers(subject);
  const missing = closeOver(facts, kept).filter((step) => !all.has(step) && calculates(facts, step, kept, anew));
  if (missing.length === 0) return undefined;
  return {
    passed: false,
    detail: `Kept steps calculate with values that only ${stepNames(missing)} gave.`,
    restore: missing,
  };
}

/** Numbers in the new text of rewritten steps: a step that was joined to such a one gives its values there. */
function rewrittenNumbers({ plan }: GuardSubject): ReadonlySet<string> {
  const texts = (plan?.actions ?? []).flatMap((action) => (action.kind === 'rewrite' ? [action.text] : []));
  return new Set(texts.flatMap((text) => readStep(text, { start: 0, end: text.length }, 0).numbers));
}

/** A number that the step gave, and that no new text gives, stands in a formula of a kept step. */
function calculates(
  facts: TraceFacts,
  producer: number,
  kept: ReadonlySet<number>,
  anew: ReadonlySet<string>,
): boolean {
  return (facts.flow.producedBy[producer] ?? []).some(
    (value) =>
      value.kind === 'number' &&
      !anew.has(value.key) &&
      value.users.some((user) => kept.has(user) && operandsOf(facts.steps[user]).has(value.key)),
  );
}

function operandsOf(step: StepContent | undefined): ReadonlySet<string> {
  const sides = [...(step?.formulas.equations ?? []).flatMap((e) => e.sides), ...(step?.formulas.expressions ?? [])];
  return new Set(sides.flatMap((side) => side.numbers));
}

/** The answer is only stated where the source calculated it. */
function lostCalculation(subject: GuardSubject): GuardVerdict | undefined {
  const { facts, anchor } = subject.derivation;
  const { number } = facts.answer;
  // A whole new text may calculate in words that are not understood here.
  if (subject.plan === null || number === null || anchor === null) return undefined;
  if (operandsFor(facts.steps[anchor], number).length === 0) return undefined;
  if (subject.after.steps.some((step) => operandsFor(step, number).length > 0)) return undefined;
  const units = newUnits(subject);
  const said = units.some((unit, index) => {
    if (!unit.numbers.includes(number)) return false;
    const around = units.slice(Math.max(0, index - 2), index + 1).flatMap((one) => one.numbers);
    const operands = [...new Set([...around, ...PARTS])].filter((key) => key !== number).slice(0, MOST);
    return givesByWords(operands) && isResultOf(number, operands);
  });
  if (said) return undefined;
  return {
    passed: false,
    detail: `The answer ${number} is still stated, but the calculation that gives it is no longer there.`,
    restore: [anchor],
  };
}

/** "Half of them", "twice as many": what words may say in place of a number. */
const PARTS: readonly string[] = ['2', '3', '4'];

/** There is a number to calculate with besides what words may say. */
function givesByWords(operands: readonly string[]): boolean {
  return operands.length > PARTS.length;
}

/** The new text derives the answer from given numbers by calculations of its own (joined ones, another way). */
function derivedAnew(subject: GuardSubject): boolean {
  const { facts } = subject.derivation;
  const { number } = facts.answer;
  if (number === null) return false;
  const known = new Set(facts.question?.numbers ?? []);
  for (const step of facts.steps) {
    const results = new Set(step.products.map((product) => product.key));
    for (const key of step.numbers) if (!results.has(key)) known.add(key);
  }
  known.delete(number);
  let before: Unit | undefined;
  for (const unit of newUnits(subject)) {
    for (const equation of unit.content.formulas.equations) {
      for (const { from, to } of givenBy(equation)) if (from.every((key) => known.has(key))) known.add(to);
    }
    const operands = [...(before?.numbers ?? []), ...unit.numbers].filter((key) => known.has(key)).slice(0, MOST);
    for (const key of unit.numbers.slice(0, MOST)) if (!known.has(key) && isResultOf(key, operands)) known.add(key);
    before = unit;
  }
  return known.has(number);
}

/** Most numbers of neighbouring sentences that are tried as operands. */
const MOST = 16;

/** "A and B make C": one operation on two of the numbers gives the value. */
function isResultOf(key: string, operands: readonly string[]): boolean {
  const value = Number(key);
  return operands.some((one, i) =>
    operands.some((other, j) => {
      const [a, b] = [Number(one), Number(other)];
      return i !== j && [a + b, a - b, a * b, a / b, (a * b) / 100].some((result) => same(result, value));
    }),
  );
}
