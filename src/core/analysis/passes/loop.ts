import type { Finding } from '../../model/finding.ts';
import type { TraceFacts } from '../facts.ts';
import type { AnalysisPass } from '../types.ts';

/** Rounds of the same passage after which it counts as a loop. */
const ROUNDS = 3;

/** The same passage of one or more steps again and again, as runaway models write. */
export const loop: AnalysisPass<TraceFacts> = {
  id: 'loop',
  title: 'Loop',
  summary: 'The same passage comes again and again without a change.',
  codes: [{ code: 'loop', title: 'loop' }],
  run: (facts) => {
    const last = new Map<string, number>();
    const period = facts.steps.map((step, index) => {
      const before = last.get(step.normal);
      last.set(step.normal, index);
      return before === undefined ? 0 : index - before;
    });
    const findings: Finding[] = [];
    let start = 0;
    for (let index = 1; index <= period.length; index++) {
      if (index < period.length && period[index] === period[start] && period[start] !== 0) continue;
      const length = period[start] ?? 0;
      if (length > 0 && index - start >= length * (ROUNDS - 1)) report(findings, start, index, length);
      start = index;
    }
    return findings;
  },
};

function report(findings: Finding[], start: number, end: number, length: number): void {
  const rounds = Math.ceil((end - start) / length) + 1;
  for (let step = start; step < end; step++) {
    const related = start - length + ((step - start) % length);
    const passage = length === 1 ? `step ${related + 1}` : `steps ${start - length + 1} to ${start}`;
    const message = `Round ${Math.floor((step - start) / length) + 2} of ${rounds} of ${passage}, without a change.`;
    findings.push({ code: 'loop', pass: 'loop', step, related, confidence: 0.97, message });
  }
}
