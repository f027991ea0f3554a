import type { Finding } from '../../model/finding.ts';
import type { TraceFacts } from '../facts.ts';
import type { AnalysisPass } from '../types.ts';

/** Words and signs from which a repeat cannot be a mere phrase. */
const LONG_ENOUGH = 5;

/** A step whose words, numbers and signs stand in the same order in an earlier step. */
export const exactRepeat: AnalysisPass<TraceFacts> = {
  id: 'exact-repeat',
  title: 'Exact repeat',
  summary: 'The same words and numbers as an earlier step; layout and markup do not count.',
  codes: [{ code: 'exact-repeat', title: 'exact repeat' }],
  run: (facts) => {
    const findings: Finding[] = [];
    facts.steps.forEach((step, index) => {
      const earlier = facts.similar[index]?.exact ?? null;
      if (earlier === null) return;
      const words = step.normal.split(' ', LONG_ENOUGH).length;
      // "But that's not an integer." speaks of something else every time.
      const says = step.words.length + step.numbers.length + step.symbols.length >= 2;
      const confidence = !says
        ? 0.4
        : words >= LONG_ENOUGH || step.formulas.equations.length > 0
          ? 0.99
          : words >= 3
            ? 0.8
            : 0.4;
      const message = `Says the same as step ${earlier + 1}, word for word.`;
      findings.push({ code: 'exact-repeat', pass: 'exact-repeat', step: index, related: earlier, confidence, message });
    });
    return findings;
  },
};
