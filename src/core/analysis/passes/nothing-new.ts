import type { Finding } from '../../model/finding.ts';
import type { TraceFacts } from '../facts.ts';
import type { AnalysisPass } from '../types.ts';

/** Weight of new things below which a step brings next to nothing. */
const LITTLE = 1.5;

/** A step that brings no number, formula or word that was not there, or nothing that anything later takes up. */
export const nothingNew: AnalysisPass<TraceFacts> = {
  id: 'nothing-new',
  title: 'Nothing new',
  summary: 'Brings no number, formula or word that was not there before, or none that a later step takes up.',
  codes: [{ code: 'nothing-new', title: 'nothing new' }],
  run: (facts) => {
    const findings: Finding[] = [];
    facts.steps.forEach((_step, index) => {
      const news = facts.news[index];
      if (news === undefined || news.numbers.length > 0 || news.formulas.length > 0) return;
      if (news.takenUp > LITTLE) return;
      const { knownSince } = news;
      const related = knownSince !== null && knownSince >= 0 ? knownSince : undefined;
      const message =
        knownSince === null
          ? 'Brings no new number or formula, and nothing that a later step takes up.'
          : `Brings nothing new: everything in it was there by ${knownSince < 0 ? 'the question' : `step ${knownSince + 1}`}.`;
      const confidence = Math.max(0.2, 0.6 - 0.1 * news.weight);
      findings.push({
        code: 'nothing-new',
        pass: 'nothing-new',
        step: index,
        confidence,
        message,
        ...(related === undefined ? {} : { related }),
      });
    });
    return findings;
  },
};
