import { openMarks } from '../reading/latex-marks.ts';
import { stepsRewrittenAt } from '../reading/new-text.ts';
import { excerpt, type Guard, type GuardSubject, PASSED } from './types.ts';

/** Whether LaTeX that was whole is still whole. */
export const formulas: Guard = {
  id: 'formulas',
  title: 'Formulas intact',
  summary: 'Brackets, braces, environments, fractions and dollar signs of LaTeX are closed as they were.',
  required: true,
  check(subject) {
    const { text, input } = subject;
    const after = openMarks(text);
    if (after.length === 0) return PASSED;
    const before = openMarks(input.text.reasoning);
    const known = new Set(before.map(({ mark, line }) => `${mark} ${line}`));
    const broken = after.find(({ mark, line }) => !known.has(`${mark} ${line}`));
    // A mark that stood open before may stand in a line that was cut or joined.
    if (broken === undefined || (!subject.hasNewWords && isAsOften(broken.mark, before, after))) return PASSED;
    const span = { start: broken.at, end: Math.min(text.length, broken.at + 1) };
    return {
      passed: false,
      detail: `A formula is cut in "${excerpt(broken.line)}": ${broken.mark} does not match.`,
      span,
      restore: holders(subject, broken.mark, broken.at),
    };
  },
};

function isAsOften(
  mark: string,
  before: readonly { readonly mark: string }[],
  after: readonly { readonly mark: string }[],
): boolean {
  const count = (marks: readonly { readonly mark: string }[]): number =>
    marks.filter((one) => one.mark === mark).length;
  return count(after) <= count(before);
}

/** Steps whose words hold a half of the mark, and steps that were rewritten at the place. */
function holders(subject: GuardSubject, mark: string, at: number): readonly number[] {
  if (subject.plan === null) return [];
  const { reasoning, steps } = subject.input.text;
  const halves = steps.flatMap((span, index) =>
    openMarks(reasoning.slice(span.start, span.end)).some((one) => one.mark === mark) ? [index] : [],
  );
  const line = subject.text.slice(subject.text.lastIndexOf('\n', at) + 1, at + 1).trimStart();
  return [...new Set([...halves, ...stepsRewrittenAt(subject, at - line.length + 1, at + 1)])].sort((a, b) => a - b);
}
