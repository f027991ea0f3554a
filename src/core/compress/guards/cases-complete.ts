import { type Guard, PASSED, stepNames } from './types.ts';

const CASE = /\b(case|scenario|subcase)\s{1,3}([0-9]{1,2}|[a-d])\b/gi;

/** Whether a distinction of cases lost one of its cases. */
export const casesComplete: Guard = {
  id: 'cases-complete',
  title: 'Cases complete',
  summary: 'A distinction of cases keeps all its cases or none.',
  required: true,
  check({ text, derivation }) {
    const { steps } = derivation.facts;
    const before = casesIn(steps.filter((step) => derivation.required.has(step.index)).map((step) => step.text));
    const after = casesIn([text]);
    if (after.size === 0) return PASSED;
    const lost = [...before.keys()].filter((name) => !after.has(name));
    if (lost.length === 0) return PASSED;
    const places = steps.filter((step) => [...casesIn([step.text]).keys()].some((name) => lost.includes(name)));
    const restore = places.map((step) => step.index).filter((index) => derivation.required.has(index));
    return {
      passed: false,
      detail: `${lost.slice(0, 4).join(', ')} of ${stepNames(restore)} is no longer there, while other cases are.`,
      restore,
    };
  },
};

function casesIn(texts: readonly string[]): ReadonlyMap<string, true> {
  const found = new Map<string, true>();
  for (const text of texts) {
    for (const match of text.matchAll(CASE)) found.set(`${match[1]?.toLowerCase()} ${match[2]?.toLowerCase()}`, true);
  }
  return found;
}
