import { holds, isShown } from '../reading/arithmetic.ts';
import { equationsIn, newUnits, stepsRewrittenAt } from '../reading/new-text.ts';
import { sourceReading, spelling } from '../reading/source.ts';
import { excerpt, type Guard, type GuardSubject, type GuardVerdict, PASSED } from './types.ts';

/** Whether no equation was made wrong. */
export const trueEquations: Guard = {
  id: 'true-equations',
  title: 'Equations right',
  summary: 'Every equation and calculator mark of a rewrite is right, or stands in the source as it is.',
  required: true,
  check(subject) {
    return subject.hasNewWords ? (wrongEquation(subject) ?? wrongMark(subject) ?? PASSED) : PASSED;
  },
};

const ROUGHLY = /≈|approx|about|round|nearest|almost|nearly|around|\\sim/i;

/** A unit stands behind a number. */
function hasUnit(text: string): boolean {
  return /\d[\d.,]{0,12}\)?(?: ?\\text| [a-z]{3,}|\\\) [a-z]{3,})/i.test(text);
}

function wrongEquation(subject: GuardSubject): GuardVerdict | undefined {
  const { equations } = sourceReading(subject.input.text);
  for (const { content, start, end } of newUnits(subject)) {
    // Rows of numbers are no arithmetic.
    if (/matrix|vec\b|cases/.test(content.text)) continue;
    const { text } = content;
    const around = { units: hasUnit(text), percent: text.includes('%'), roughly: ROUGHLY.test(text) };
    const wrong = content.formulas.equations.find(
      (equation) => !equations.has(spelling(equation)) && !holds(equation, around),
    );
    if (wrong === undefined) continue;
    return {
      passed: false,
      detail: `The new text has ${excerpt(spelling(wrong))}, which is wrong.`,
      span: { start, end },
      restore: stepsRewrittenAt(subject, start, end),
    };
  }
  return undefined;
}

/** A calculator mark ("<<48/2=24>>", GSM8K) that the source does not have and that is no true equation. */
function wrongMark(subject: GuardSubject): GuardVerdict | undefined {
  const { reasoning } = subject.input.text;
  const wrong = [...subject.text.matchAll(/<<([^<>\n]{1,200})>>/g)].find((match) => {
    if (reasoning.includes(match[0])) return false;
    const equations = equationsIn(match[1] ?? '');
    return equations.length === 0 || !equations.every(isShown);
  });
  if (wrong === undefined) return undefined;
  const span = { start: wrong.index, end: wrong.index + wrong[0].length };
  return {
    passed: false,
    detail: `The calculator mark ${excerpt(wrong[0])} is wrong.`,
    span,
    restore: stepsRewrittenAt(subject, span.start, span.end),
  };
}
