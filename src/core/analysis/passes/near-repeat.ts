import type { Finding } from '../../model/finding.ts';
import type { TraceFacts } from '../facts.ts';
import type { AnalysisPass } from '../types.ts';

/** Strength that step `index` repeats the step most like it; 0 when it does not. */
function strength(facts: TraceFacts, index: number): number {
  const step = facts.steps[index];
  const similar = facts.similar[index];
  if (step === undefined || similar === undefined || similar.step === null || similar.exact !== null) return 0;
  const earlier = facts.steps[similar.step];
  if (earlier === undefined || !similar.sameNumbers) return 0;
  const theirs = new Set(earlier.words);
  if (!step.names.every((name) => theirs.has(name))) return 0;
  if (similar.sharedMath >= 2) return similar.contained >= 0.5 ? 0.5 + similar.contained / 2 : 0;
  const enough = step.words.length + step.numbers.length >= 4;
  return enough && similar.contained >= 0.8 && similar.overlap >= 0.5 ? similar.contained * 0.9 : 0;
}

/** A step with the content of an earlier one in other words. Other numbers, symbols or names: no repeat. */
export const nearRepeat: AnalysisPass<TraceFacts> = {
  id: 'near-repeat',
  title: 'Near repeat',
  summary: 'The content of an earlier step in other words, with the same numbers, symbols and names.',
  codes: [{ code: 'near-repeat', title: 'near repeat' }],
  run: (facts) => {
    const findings: Finding[] = [];
    facts.steps.forEach((step, index) => {
      const confidence = strength(facts, index);
      const earlier = facts.similar[index]?.step ?? null;
      if (confidence === 0 || earlier === null) return;
      const numbers = step.numbers.length > 0 ? ` with the same numbers (${step.numbers.slice(0, 4).join(', ')})` : '';
      const message = `Repeats step ${earlier + 1} in other words${numbers}.`;
      findings.push({ code: 'near-repeat', pass: 'near-repeat', step: index, related: earlier, confidence, message });
    });
    return findings;
  },
};
