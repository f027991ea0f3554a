import type { Finding } from '../../model/finding.ts';
import type { TraceFacts } from '../facts.ts';
import type { AnalysisPass } from '../types.ts';

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
      const substance = step.words.length + step.numbers.length + step.formulas.equations.length;
      const confidence = substance >= 2 ? 0.99 : substance === 1 ? 0.7 : 0.4;
      const message = `Says the same as step ${earlier + 1}, word for word.`;
      findings.push({ code: 'exact-repeat', pass: 'exact-repeat', step: index, related: earlier, confidence, message });
    });
    return findings;
  },
};
