import type { Finding } from '../../model/finding.ts';
import type { TraceFacts } from '../facts.ts';
import type { AnalysisPass } from '../types.ts';

/** A step with the content of an earlier one in other words. Other numbers, symbols or names: no repeat. */
export const nearRepeat: AnalysisPass<TraceFacts> = {
  id: 'near-repeat',
  title: 'Near repeat',
  summary: 'The content of an earlier step in other words, with the same numbers, symbols and names.',
  codes: [{ code: 'near-repeat', title: 'near repeat' }],
  run: (facts) => {
    const findings: Finding[] = [];
    facts.steps.forEach((step, index) => {
      const similar = facts.similar[index];
      const earlier = similar?.step ?? null;
      if (similar === undefined || earlier === null || similar.exact !== null || similar.strength < 0.5) return;
      const delivers =
        facts.text.answer === null &&
        index === facts.steps.length - 1 &&
        step.words.length + step.formulas.equations.length === 0;
      if (delivers) return;
      const confidence = 0.8 + 0.2 * similar.strength;
      const numbers = step.numbers.length > 0 ? ` with the same numbers (${step.numbers.slice(0, 4).join(', ')})` : '';
      const message = `Repeats step ${earlier + 1} in other words${numbers}.`;
      findings.push({ code: 'near-repeat', pass: 'near-repeat', step: index, related: earlier, confidence, message });
    });
    return findings;
  },
};
