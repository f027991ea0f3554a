import type { Finding } from '../../model/finding.ts';
import type { TraceFacts } from '../facts.ts';
import type { AnalysisPass } from '../types.ts';

/** Steps after a check in which a correction shows that the check was needed. */
const REACH = 2;

/** A check that changes nothing: no new value comes of it, and no correction follows. */
export const reVerification: AnalysisPass<TraceFacts> = {
  id: 're-verification',
  title: 'Checked again',
  summary: 'A check of what is known already, or of what the question says, that changes nothing.',
  codes: [{ code: 're-verification', title: 'check without effect' }],
  run: (facts) => {
    const findings: Finding[] = [];
    facts.steps.forEach((_step, index) => {
      const kind = facts.kinds[index]?.kind;
      const news = facts.news[index];
      if (kind !== 'self-check' || news === undefined) return;
      const next = facts.kinds.slice(index + 1, index + 1 + REACH);
      if (next.some((k) => k.kind === 'correction')) return;
      const related = facts.flow.dependsOn[index]?.at(-1);
      if (news.takenUp >= 2 || index === 0 || (facts.text.question !== null && index === 1)) return;
      const checked = related === undefined ? 'what is known' : `what step ${related + 1} gave`;
      const known = news.numbers.length === 0 && news.formulas.length === 0;
      const confidence = (known ? 0.8 : 0.5) - (facts.kinds[index]?.announced === true ? 0 : 0.3);
      const message = `Checks ${checked} again and changes nothing.`;
      findings.push({
        code: 're-verification',
        pass: 're-verification',
        step: index,
        confidence,
        message,
        ...(related === undefined ? {} : { related }),
      });
    });
    return findings;
  },
};
