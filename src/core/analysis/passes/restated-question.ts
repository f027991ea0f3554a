import type { Finding } from '../../model/finding.ts';
import type { TraceFacts } from '../facts.ts';
import type { AnalysisPass } from '../types.ts';

/** A step that only says again what the question says. */
export const restatedQuestion: AnalysisPass<TraceFacts> = {
  id: 'restated-question',
  title: 'Restated question',
  summary: 'Says again what the question says, and brings no value, formula or word of its own.',
  codes: [{ code: 'restated-question', title: 'restated question' }],
  run: (facts) => {
    const { question } = facts;
    if (question === null || question.words.length < 3) return [];
    const given = new Set(question.numbers);
    const findings: Finding[] = [];
    facts.steps.forEach((step, index) => {
      const news = facts.news[index];
      if (news === undefined || step.words.length < 3 || step.formulas.equations.length > 0) return;
      if (news.fromQuestion < 0.75 || news.formulas.length > 0) return;
      if (!step.numbers.every((number) => given.has(number))) return;
      const share = Math.round(news.fromQuestion * 100);
      const message = `Restates the question: ${share} % of its words and all of its numbers stand there.`;
      const confidence = news.fromQuestion * (step.numbers.length > 0 ? 0.8 : 0.7);
      findings.push({ code: 'restated-question', pass: 'restated-question', step: index, confidence, message });
    });
    return findings;
  },
};
