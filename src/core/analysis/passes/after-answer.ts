import type { Finding } from '../../model/finding.ts';
import type { TraceFacts } from '../facts.ts';
import type { AnalysisPass } from '../types.ts';

const HAN = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]/;
/** Longest answer that a message shows as the trace writes it. */
const SHOWN = 60;

/** The answer for a message: the value where the trace has it in a sentence, else the text itself, in quotes when it is long. */
function shownAnswer(value: string, number: string | null): string {
  const plain = value
    .slice(0, 400)
    .replace(/\\text\{([^{}]{0,100})\}/g, '$1')
    .replaceAll('\\%', '%')
    .replace(/\((-?[\d.]{1,20})\)/g, '$1')
    .replace(/^(-?)\((\d[\d./]*)\)$/, '$1$2')
    .replace(/\s+/g, ' ')
    .trim();
  const words = plain.match(/[A-Za-z]{2,}/g)?.length ?? 0;
  if (number !== null && (words > 3 || HAN.test(plain) || plain.length > SHOWN)) return number;
  if (plain.length > SHOWN) return `“${plain.slice(0, SHOWN - 1)}…”`;
  return words > 3 ? `“${plain}”` : plain;
}

/** Everything after the step that first reaches the trace's own answer. */
export const afterAnswer: AnalysisPass<TraceFacts> = {
  id: 'after-answer',
  title: 'After the answer',
  summary: 'Stands after the step in which the answer was already reached.',
  codes: [{ code: 'after-answer', title: 'after the answer' }],
  run: (facts) => {
    const { reachedAt, statements, value, number, confirmed } = facts.answer;
    if (reachedAt === null || value === null) return [];
    const findings: Finding[] = [];
    const last = statements.at(-1) ?? reachedAt;
    const shown = shownAnswer(value, number);
    let restated = 0;
    for (let index = reachedAt + 1; index < facts.steps.length; index++) {
      if (statements[restated + 1] === index) restated++;
      if (index === last && facts.text.answer === null) continue;
      const confidence = restated > 0 ? 0.9 : statements.length > 1 ? 0.8 : 0.5;
      const message = `Step ${reachedAt + 1} already reached the ${confirmed ? 'correct answer' : 'answer'} ${shown}.`;
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
