import type { TraceFacts } from '../../analysis/facts.ts';
import { readStep, type StepContent } from '../../analysis/step-facts.ts';
import type { Equation } from '../../analysis/text/equations.ts';
import { closeOver } from '../derivation.ts';
import { chain, excerpt, type Guard, type GuardSubject, type GuardVerdict, PASSED, stepNames } from './types.ts';

/** Whether every number of the answer's derivation is still there, none was made up, and no equation was made wrong. */
export const neededNumbers: Guard = {
  id: 'needed-numbers',
  title: 'Needed numbers kept',
  summary: 'Numbers and equations that the answer depends on are kept, and a rewrite brings no new or wrong ones.',
  required: true,
  check(subject) {
    return (
      lostNumbers(subject) ??
      cutLinks(subject) ??
      madeUp(subject) ??
      wrongEquation(subject) ??
      wrongMark(subject) ??
      PASSED
    );
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
  const missing = closeOver(facts, kept).filter((step) => !all.has(step) && calculates(facts, step, kept));
  if (missing.length === 0) return undefined;
  return {
    passed: false,
    detail: `Kept steps calculate with values that only ${stepNames(missing)} gave.`,
    restore: missing,
  };
}

/** A number that the step gave stands in a formula of a kept step. */
function calculates(facts: TraceFacts, producer: number, kept: ReadonlySet<number>): boolean {
  return (facts.flow.producedBy[producer] ?? []).some(
    (value) =>
      value.kind === 'number' &&
      value.users.some((user) => kept.has(user) && operandsOf(facts.steps[user]).has(value.key)),
  );
}

function operandsOf(step: StepContent | undefined): ReadonlySet<string> {
  const sides = [...(step?.formulas.equations ?? []).flatMap((e) => e.sides), ...(step?.formulas.expressions ?? [])];
  return new Set(sides.flatMap((side) => side.numbers));
}

/** The new text derives the answer from given numbers by true equations of its own (a joined calculation). */
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
  for (const step of subject.after.steps) {
    for (const equation of step.formulas.equations) {
      const result = resultOf(equation);
      if (result !== null && holds(equation) && operands(equation).every((key) => known.has(key))) known.add(result);
    }
  }
  return known.has(number);
}

function resultOf(equation: Equation): string | null {
  const last = equation.sides.at(-1);
  return equation.sides.length > 1 && last?.size === 1 ? (last.numbers[0] ?? null) : null;
}

function operands(equation: Equation): readonly string[] {
  return equation.sides[0]?.numbers ?? [];
}

/** Whether all sides that are plain arithmetic have one value; whole numbers exactly, others up to rounding. */
function holds(equation: Equation): boolean {
  const values = equation.sides.flatMap((side) => (side.value === null ? [] : [side.value]));
  const first = values[0];
  return first === undefined || values.every((value) => same(value, first));
}

function same(a: number, b: number): boolean {
  if (Number.isInteger(a) && Number.isInteger(b)) return a === b;
  const difference = Math.abs(a - b);
  const isRounded = Number.isInteger(a) || Number.isInteger(b);
  return difference <= 0.011 * Math.max(1e-9, Math.abs(a), Math.abs(b)) && (!isRounded || difference <= 0.5);
}

/** Numbers in new words that the source does not have and no true equation gives. */
function madeUp(subject: GuardSubject): GuardVerdict | undefined {
  if (!subject.hasNewWords) return undefined;
  const { facts } = subject.derivation;
  const { text } = subject.input;
  const known = new Set([...facts.steps.flatMap((step) => step.numbers), ...(facts.question?.numbers ?? [])]);
  for (const source of [text.answer, text.referenceAnswer]) for (const key of digitsOf(source ?? '')) known.add(key);
  const invented = subject.after.steps.flatMap((step) => {
    const calculated = new Set(step.formulas.equations.filter(holds).flatMap((e) => resultOf(e) ?? []));
    return step.numbers.filter((key) => !known.has(key) && !calculated.has(key) && !isLabel(step.text, key));
  });
  if (invented.length === 0) return undefined;
  const names = [...new Set(invented)].slice(0, 5).join(', ');
  return { passed: false, detail: `The new text has the number ${names}, which the source does not have.` };
}

function digitsOf(text: string): readonly string[] {
  return (text.match(/\d[\d,]*(?:\.\d+)?/g) ?? []).map((digits) => String(Number(digits.replaceAll(',', ''))));
}

/** "3." or "Step 3:" at the head of a step is its number, not a quantity. */
function isLabel(text: string, key: string): boolean {
  const label = /^\W{0,4}(?:(?:step|case|part)\s{1,3})?(\d{1,3})\W{0,2}[.):\]](?:\s|$)/i.exec(text.slice(0, 40));
  return label?.[1] === key;
}

/** Rewritten steps whose new text has the equation. */
function rewrittenSteps({ plan }: GuardSubject, wrong: Equation): readonly number[] {
  return (plan?.actions ?? []).flatMap((action, index) => {
    if (action.kind !== 'rewrite') return [];
    const { formulas } = readStep(action.text, { start: 0, end: action.text.length }, index);
    return formulas.equations.some((equation) => chain(equation) === chain(wrong)) ? [index] : [];
  });
}

function wrongEquation(subject: GuardSubject): GuardVerdict | undefined {
  if (!subject.hasNewWords) return undefined;
  const before = new Set(subject.derivation.facts.steps.flatMap((step) => step.formulas.equations.map(chain)));
  for (const step of subject.after.steps) {
    const wrong = step.formulas.equations.find((equation) => !before.has(chain(equation)) && !holds(equation));
    if (wrong !== undefined)
      return {
        passed: false,
        detail: `The new text has ${excerpt(chain(wrong))}, which is wrong.`,
        restore: rewrittenSteps(subject, wrong),
      };
  }
  return undefined;
}

/** A calculator mark ("<<48/2=24>>", GSM8K) that the source does not have and that is no true equation. */
function wrongMark(subject: GuardSubject): GuardVerdict | undefined {
  if (!subject.hasNewWords) return undefined;
  const { reasoning } = subject.input.text;
  const wrong = [...subject.text.matchAll(/<<([^<>\n]{1,200})>>/g)].find((match) => {
    const inside = match[1] ?? '';
    if (reasoning.includes(match[0])) return false;
    const { equations } = readStep(inside, { start: 0, end: inside.length }, 0).formulas;
    return equations.length === 0 || !equations.every(holds);
  });
  if (wrong === undefined) return undefined;
  return { passed: false, detail: `The calculator mark ${excerpt(wrong[0])} is wrong.` };
}
