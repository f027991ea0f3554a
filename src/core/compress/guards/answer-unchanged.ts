import { operandsFor } from '../../analysis/anchor.ts';
import { answersEqual, numericAnswer } from '../../analysis/answer-equality.ts';
import type { TraceFacts } from '../../analysis/facts.ts';
import { finalAnswerOf } from '../../analysis/final-answer.ts';
import { excerpt, type Guard, type GuardSubject, type GuardVerdict, PASSED } from './types.ts';

/** Whether the compressed reasoning still comes to the answer that the reasoning came to. */
export const answerUnchanged: Guard = {
  id: 'answer-unchanged',
  title: 'Answer unchanged',
  summary: 'The final answer that the reasoning states is still stated, and no other one is.',
  required: true,
  check(subject) {
    const { value } = subject.derivation.facts.answer;
    if (value === null) return PASSED;
    return otherAnswer(subject, value) ?? missingAnswer(subject, value) ?? PASSED;
  },
};

/** A formal statement of something else, where the source had none or the right one. */
function otherAnswer(subject: GuardSubject, value: string): GuardVerdict | undefined {
  const now = finalAnswerOf(subject.text);
  if (now === null || answersEqual(now.value, value)) return undefined;
  // "The answer is correct" is talk about the answer, not another one.
  if (numericAnswer(value) !== null && !/\d/.test(now.value) && !subject.hasNewWords) return undefined;
  const before = finalAnswerOf(subject.input.text.reasoning);
  const saidSoBefore = before !== null && !answersEqual(before.value, value) && answersEqual(before.value, now.value);
  if (saidSoBefore) return undefined;
  const { closing, anchor } = subject.derivation;
  const restore = closing ?? anchor;
  return {
    passed: false,
    detail: `The reasoning now ends in the answer "${excerpt(now.value)}" and not in "${excerpt(value)}".`,
    span: { start: now.start, end: now.end },
    ...(restore === null ? {} : { restore: [restore] }),
  };
}

function missingAnswer(subject: GuardSubject, value: string): GuardVerdict | undefined {
  const { facts, anchor, closing } = subject.derivation;
  const stated = finalAnswerOf(subject.text);
  if (stated !== null && answersEqual(stated.value, value)) return undefined;
  const lost = (restore: number | null | undefined): GuardVerdict => ({
    passed: false,
    detail: `The reasoning no longer states the answer "${excerpt(value)}".`,
    ...(restore === null || restore === undefined ? {} : { restore: [restore] }),
  });
  if (facts.answer.statements.length > 0) {
    return subject.after.answer.statements.length > 0 || comesTo(subject.after, facts.answer.number)
      ? undefined
      : lost(anchor ?? closing);
  }
  const { number } = facts.answer;
  if (number !== null && anchor !== null) {
    return subject.after.steps.some((one) => one.numbers.includes(number)) ? undefined : lost(anchor);
  }
  const step = mentionedAt(subject.input.text.reasoning, facts, value);
  if (step === null) return undefined;
  return plain(subject.text).includes(plain(value)) ? undefined : lost(step);
}

/** A calculation gives the number, or the text ends in it: "Total: 26" is a statement, too. */
function comesTo(after: TraceFacts, number: string | null): boolean {
  if (number === null) return false;
  const ends = after.steps.at(-1)?.numbers.at(-1) === number;
  return ends || after.steps.some((step) => operandsFor(step, number).length > 0);
}

/** The last step with the answer's words; null when the reasoning never says them. */
function mentionedAt(reasoning: string, facts: TraceFacts, value: string): number | null {
  const words = plain(value);
  if (words.trim() === '' || !plain(reasoning).includes(words)) return null;
  return facts.steps.findLast((step) => plain(step.text).includes(words))?.index ?? null;
}

/** Words in lower case between single blanks, so that "b" is not found inside "be". */
function plain(text: string): string {
  return ` ${text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .join(' ')} `;
}
