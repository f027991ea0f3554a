import { type CaseMark, casesIn, conditionText } from '../reading/cases.ts';
import { type Guard, type GuardSubject, PASSED, stepNames } from './types.ts';

/** Most characters between two conditions that are cases of one distinction. */
const NEAR = 500;

/** Whether a distinction of cases lost one of its cases. */
export const casesComplete: Guard = {
  id: 'cases-complete',
  title: 'Cases complete',
  summary: 'A distinction of cases ("Case 2", "If n is odd") keeps all its cases or none.',
  required: true,
  check(subject) {
    const { text, input, derivation } = subject;
    // What is named a case is one, and so are two suppositions about one thing side by side; of other conditions only those
    // that the answer's derivation runs through.
    const needed = distinctions(input.text.reasoning).filter((group) =>
      group.some(
        (mark) =>
          !mark.group.includes(' ') ||
          mark.group.startsWith('suppose ') ||
          derivation.required.has(stepAt(subject, mark.at)),
      ),
    );
    if (needed.length === 0) return PASSED;
    const after = casesIn(text);
    const plain = conditionText(text);
    const isThere = ({ group, name, condition }: CaseMark): boolean =>
      after.some((mark) => mark.group === group && mark.name === name) ||
      (condition !== '' && plain.includes(condition)) ||
      (group.startsWith('formula') && plain.includes(name));
    for (const group of needed) {
      const lost = group.filter((mark) => !isThere(mark));
      if (lost.length === 0 || !group.some(isThere)) continue;
      const steps = [...new Set(lost.map((mark) => stepAt(subject, mark.at)))].filter((step) => step >= 0);
      const names = [...new Set(lost.map(nameOf))].slice(0, 4).join(', ');
      const first = after.find((mark) => mark.group === group[0]?.group);
      return {
        passed: false,
        detail: `${names} of ${stepNames(steps)} is no longer there, while other cases are.`,
        restore: steps,
        ...(first === undefined ? {} : { span: { start: first.at, end: Math.min(text.length, first.at + 1) } }),
      };
    }
    return PASSED;
  },
};

function nameOf({ group, name }: CaseMark): string {
  if (group === 'roman') return `(${'i'.repeat(Math.min(3, Number(name)))})`;
  return group.startsWith('formula') ? name : `${group} ${name}`;
}

/** Cases that belong together; conditions only where they stand near each other. */
function distinctions(text: string): readonly (readonly CaseMark[])[] {
  const open = new Map<string, CaseMark[]>();
  const all: CaseMark[][] = [];
  for (const mark of casesIn(text)) {
    const group = open.get(mark.group);
    const last = group?.at(-1);
    const isNear = !mark.group.includes(' ') || (last !== undefined && mark.at - last.at <= NEAR);
    if (group !== undefined && isNear) group.push(mark);
    else {
      const next = [mark];
      open.set(mark.group, next);
      all.push(next);
    }
  }
  return all.filter((group) => new Set(group.map((mark) => mark.name)).size > 1);
}

function stepAt({ input }: GuardSubject, at: number): number {
  return input.text.steps.findIndex((span) => at < span.end);
}
