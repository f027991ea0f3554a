import type { Finding } from '../../model/finding.ts';
import type { TraceFacts } from '../facts.ts';
import type { AnalysisPass } from '../types.ts';

/** Longest attempt that is taken back as a whole. */
const MAX_BRANCH = 12;

/** First step of the attempt that step `end` gives up, or `end` when nothing before it belongs to one. */
function branchStart(facts: TraceFacts, end: number): number {
  for (let index = end; index >= Math.max(0, end - MAX_BRANCH); index--) {
    if (facts.kinds[index]?.opensAttempt === true) return index;
    if (index < end && facts.required.has(index)) return index + 1;
  }
  return end;
}

/** An attempt that the trace gives up, and of which the answer needs nothing. */
export const deadBranch: AnalysisPass<TraceFacts> = {
  id: 'dead-branch',
  title: 'Dead branch',
  summary: 'Belongs to an attempt that is given up later; the answer needs nothing of it.',
  codes: [{ code: 'dead-branch', title: 'dead branch' }],
  run: (facts) => {
    const { reachedAt } = facts.answer;
    if (reachedAt === null) return [];
    const findings: Finding[] = [];
    let done = 0;
    for (let end = 0; end < Math.min(reachedAt, facts.steps.length); end++) {
      if (facts.kinds[end]?.givesUp !== true) continue;
      for (let index = Math.max(done, branchStart(facts, end)); index <= end; index++) {
        if (facts.required.has(index)) continue;
        const message = `Part of an attempt that step ${end + 1} gives up; the answer does not need it.`;
        findings.push({
          code: 'dead-branch',
          pass: 'dead-branch',
          step: index,
          related: end,
          confidence: 0.6,
          message,
        });
      }
      done = end + 1;
    }
    return findings;
  },
};
