import type { Finding } from '../../model/finding.ts';
import type { TraceFacts } from '../facts.ts';
import type { AnalysisPass } from '../types.ts';

/** A step that works out values which no later step uses and the answer does not need. */
export const unused: AnalysisPass<TraceFacts> = {
  id: 'unused',
  title: 'Never used',
  summary: 'Works out values that no later step uses.',
  codes: [{ code: 'unused', title: 'never used' }],
  run: (facts) => {
    if (facts.answer.reachedAt === null) return [];
    const stated = new Set(facts.answer.statements);
    const findings: Finding[] = [];
    facts.steps.forEach((step, index) => {
      if (facts.required.has(index) || stated.has(index)) return;
      const mine = (facts.flow.producedBy[index] ?? []).filter((v) => v.kind !== 'symbol');
      if (mine.length === 0 || mine.some((v) => v.users.length > 0)) return;
      // Keys of torn or rearranged formulas are no words for people.
      const shown = mine.filter(({ key }) => step.text.includes(key) && !/[()]/.test(key)).slice(0, 3);
      if (shown.length === 0 && mine.every(({ kind }) => kind === 'number')) return;
      const values = shown.length === 0 ? 'a formula' : shown.map(({ key }) => key).join(', ');
      const message = `Works out ${values}, which no later step uses.`;
      findings.push({ code: 'unused', pass: 'unused', step: index, confidence: 0.5, message });
    });
    return findings;
  },
};
