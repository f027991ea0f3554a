import type { Finding } from '../../model/finding.ts';
import type { TraceFacts } from '../facts.ts';
import type { AnalysisPass } from '../types.ts';

/** The step that reaches the answer, where what it is derived from had put the answer in already. */
export const circular: AnalysisPass<TraceFacts> = {
  id: 'circular',
  title: 'Circular',
  summary: 'Derives the answer from a step that uses the answer already, so that nothing is shown.',
  codes: [{ code: 'circular', title: 'circular' }],
  run: (facts) => {
    const { number, reachedAt } = facts.answer;
    if (number === null || reachedAt === null || facts.question?.numbers.includes(number)) return [];
    const assumed = assumedAt(facts, number, reachedAt);
    if (assumed === null) return [];
    const finding: Finding = {
      code: 'circular',
      pass: 'circular',
      step: reachedAt,
      related: assumed,
      confidence: 0.5,
      message: `Comes to ${number} by way of step ${assumed + 1}, which uses ${number} already.`,
    };
    return [finding];
  },
};

/**
 * The earliest step that the derivation of the answer goes back to and that calculates with the answer without having
 * derived it; null when there is none.
 */
function assumedAt(facts: TraceFacts, number: string, reachedAt: number): number | null {
  const back = new Set<number>();
  const open = [reachedAt];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    for (const producer of facts.flow.dependsOn[step] ?? []) {
      if (producer >= reachedAt || back.has(producer)) continue;
      back.add(producer);
      open.push(producer);
    }
  }
  const first = facts.steps.findIndex((step) => step.numbers.includes(number));
  const step = facts.steps[first];
  if (step === undefined || first >= reachedAt || !back.has(first)) return null;
  const { equations } = step.formulas;
  const isResult = step.products.some(({ key }) => key === number);
  const isOperand = equations.some(({ sides }) =>
    sides.slice(0, -1).some((side) => side.size >= 3 && side.numbers.includes(number)),
  );
  return isOperand && !isResult ? first : null;
}
