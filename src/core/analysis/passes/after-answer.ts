import type { Finding } from '../../model/finding.ts';
import type { TraceFacts } from '../facts.ts';
import type { AnalysisPass } from '../types.ts';

/** Everything after the step that first reaches the trace's own answer. */
export const afterAnswer: AnalysisPass<TraceFacts> = {
  id: 'after-answer',
  title: 'After the answer',
  summary: 'Stands after the step in which the answer was already reached.',
  codes: [{ code: 'after-answer', title: 'after the answer' }],
  run: (facts) => {
    const { reachedAt, statements, value, confirmed } = facts.answer;
    if (reachedAt === null || value === null) return [];
    const findings: Finding[] = [];
    const last = statements.at(-1) ?? reachedAt;
    let restated = 0;
    for (let index = reachedAt + 1; index < facts.steps.length; index++) {
      if (statements[restated + 1] === index) restated++;
      if (index === last && facts.text.answer === null) continue;
      const confidence = restated > 0 ? 0.9 : statements.length > 1 ? 0.8 : 0.5;
      const message = `Step ${reachedAt + 1} already reached the ${confirmed ? 'correct answer' : 'answer'} ${value.slice(0, 60)}.`;
      findings.push({
        code: 'after-answer',
        pass: 'after-answer',
        step: index,
        related: reachedAt,
        confidence,
        message,
      });
    }
    return findings;
  },
};
