import type { Similar } from './similar.ts';
import type { StepContent } from './step-facts.ts';

/** An equation that gives a number, by the step that it stands in. */
interface Derived {
  readonly step: number;
  readonly equation: string;
}

/** Strength from which a likeness counts as a repeat. */
const LIKE = 0.5;
/** Numbers up to which a chance meeting is likely; they tell no origin. */
const SMALL = 2;

/**
 * Takes back the likenesses of steps up to `until` (the step that reaches the answer; all steps when it is null) that only
 * look like repeats: the same words and numbers about something else.
 *
 * - A number that goes into the calculation was derived anew in between, from other numbers: "18 / 3 = 6" for Jesse, then
 *   for Mia, whose 18 is another 18.
 * - It names what the question asks for, and the earlier step did not: "16 blue golf balls" after "16 golf balls".
 * - It is a table or list with more numbers than the earlier one had, or comes right behind such a one: the next turn of a
 *   procedure, such as the next column of a division.
 * - The step before it was told apart from the step before the earlier one.
 *
 * Behind the answer nothing is taken back: there the same calculation again is a check. Linear in the text.
 */
export function withoutOthers(
  similar: readonly Similar[],
  question: StepContent | null,
  steps: readonly StepContent[],
  until: number | null,
): readonly Similar[] {
  const derived = derivationsOf(question, steps);
  const asked = askedWords(question);
  const apart = new Set<string>();
  let grown = -1;
  return similar.map((each, index) => {
    if ((until !== null && index > until) || (each.exact === null && each.strength < LIKE)) return each;
    const isOther = (earlier: number | null): boolean => {
      if (earlier === null) return false;
      const grows = saysMore(steps[index], steps[earlier]);
      if (grows) grown = index;
      const other =
        grows ||
        grown === index - 1 ||
        apart.has(`${index - 1} ${earlier - 1}`) ||
        hasNewOperand(steps, derived, earlier, index) ||
        namesTheAsked(steps, asked, earlier, index);
      if (other) apart.add(`${index} ${earlier}`);
      return other;
    };
    const exact = isOther(each.exact) ? null : each.exact;
    return isOther(each.step) ? { ...each, strength: 0, exact } : { ...each, exact };
  });
}

/** Numbers of a step from which it is a table or a list of them. */
const TABLE = 8;
const NUMBERS = /\d+(?:\.\d+)?/g;

/** Whether a table or list has a number that the earlier one has not, or has it more often. */
function saysMore(mine: StepContent | undefined, theirs: StepContent | undefined): boolean {
  const numbers = mine?.text.match(NUMBERS) ?? [];
  if (numbers.length < TABLE) return false;
  const left = new Map<string, number>();
  for (const number of theirs?.text.match(NUMBERS) ?? []) left.set(number, (left.get(number) ?? 0) + 1);
  return numbers.some((number) => {
    const count = left.get(number) ?? 0;
    left.set(number, count - 1);
    return count === 0;
  });
}

function derivationsOf(
  question: StepContent | null,
  steps: readonly StepContent[],
): ReadonlyMap<string, readonly Derived[]> {
  const given = new Set(question?.numbers);
  const derived = new Map<string, Derived[]>();
  steps.forEach((step, index) => {
    for (const { key, equation } of step.products) {
      if (equation === undefined || given.has(key) || !(Math.abs(Number(key)) > SMALL)) continue;
      const list = derived.get(key) ?? [];
      list.push({ step: index, equation });
      derived.set(key, list);
    }
  });
  return derived;
}

/** Whether a number that goes into the later step's equations came out of another equation between the two steps. */
function hasNewOperand(
  steps: readonly StepContent[],
  derived: ReadonlyMap<string, readonly Derived[]>,
  earlier: number,
  later: number,
): boolean {
  const operands = new Set(
    (steps[later]?.formulas.equations ?? []).flatMap(({ sides }) =>
      sides.slice(0, -1).flatMap((side) => (side.size >= 3 ? side.numbers : [])),
    ),
  );
  for (const operand of operands) {
    const all = derived.get(operand);
    if (all === undefined) continue;
    const before = all.filter(({ step }) => step <= earlier);
    const between = all.filter(({ step }) => step > earlier && step < later);
    if (before.length === 0) continue;
    if (between.some(({ equation }) => before.every((one) => one.equation !== equation))) return true;
  }
  return false;
}

/** Content words of the question's last sentence. */
function askedWords(question: StepContent | null): ReadonlySet<string> {
  if (question === null) return new Set();
  const last = question.text
    .split(/(?<=[.!?。？！])\s+/)
    .filter((sentence) => sentence.trim() !== '')
    .at(-1);
  const text = (last ?? '').toLowerCase();
  return new Set(question.words.filter((word) => word.length >= 4 && text.includes(word)));
}

/** Whether the later step is the earlier one with a word of the asked put in that no step in between had. */
function namesTheAsked(
  steps: readonly StepContent[],
  asked: ReadonlySet<string>,
  earlier: number,
  later: number,
): boolean {
  const mine = steps[later];
  const theirs = steps[earlier];
  if (mine === undefined || theirs === undefined || mine.formulas.equations.length === 0) return false;
  const named = new Set(theirs.words);
  const added = mine.words.filter((word) => asked.has(word) && !named.has(word));
  if (added.length === 0) return false;
  const rest = mine.normal.split(' ').filter((word) => !added.some((stem) => word.startsWith(stem)));
  if (rest.join(' ') !== theirs.normal) return false;
  return !steps.slice(earlier, later).some((step) => added.some((word) => step.words.includes(word)));
}
