import type { AnalyzedStep } from '../model/finding.ts';
import { planDropping } from './plan.ts';
import type { CompressInput, Plan } from './types.ts';

/** Why a step can go: the message of its strongest finding, else `fallback`. */
export function reasonOf(step: AnalyzedStep | undefined, fallback: string): string {
  let best: AnalyzedStep['findings'][number] | undefined;
  for (const finding of step?.findings ?? []) {
    if (best === undefined || finding.confidence > best.confidence) best = finding;
  }
  return best?.message ?? fallback;
}

/** The plan that keeps the steps in `kept` and drops the others, each with its strongest finding or `fallback` as the reason. */
export function planKeeping(input: CompressInput, kept: ReadonlySet<number>, fallback: string): Plan {
  const count = input.text.steps.length;
  const reasons = new Map<number, string>();
  for (let step = 0; step < count; step += 1) {
    if (!kept.has(step)) reasons.set(step, reasonOf(input.analysis.steps[step], fallback));
  }
  return planDropping(count, reasons);
}
