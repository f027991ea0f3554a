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
    facts.steps.forEach((_step, index) => {
      if (facts.required.has(index) || stated.has(index)) return;
      const mine = (facts.flow.producedBy[index] ?? []).filter((v) => v.kind !== 'symbol');
      if (mine.length === 0 || mine.some((v) => v.users.length > 0)) return;
      const values = mine.slice(0, 3).map((v) => v.key);
      const message = `Works out ${values.join(', ')}, which no later step uses.`;
      findings.push({ code: 'unused', pass: 'unused', step: index, confidence: 0.5, message });
    });
    return findings;
  },
};
