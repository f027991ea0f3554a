import type { Finding } from '../model/finding.ts';
import type { TraceFacts } from './facts.ts';
import { type Features, gainFeatures } from './gain.ts';
import { passes } from './registry.ts';
import { HEADS, type Head } from './weights.ts';

/** Everything that the passes and the gain of information say of one step. */
export interface Evidence {
  readonly findings: readonly Finding[];
  readonly features: Features;
}

/** Id of the pass whose evidence the information features are. */
const GAIN_PASS = 'nothing-new';

/** Id of the pass whose evidence the tail features are. */
const TAIL_PASS = 'after-answer';

/** How much of a tail a step stands in: a closing line is none, and an answer that is said again and again is one. */
function tailFeatures(facts: TraceFacts): readonly Features[] {
  const { reachedAt, statements, firm } = facts.answer;
  if (reachedAt === null) return [];
  const later = statements.filter((step) => step > reachedAt);
  const last = later.at(-1) ?? reachedAt;
  const tail = facts.steps.length - reachedAt - 1;
  let before = 0;
  return facts.steps.map((_, index) => {
    while ((later[before] ?? Number.POSITIVE_INFINITY) < index) before++;
    return {
      'tail-dense': Math.min(1, (3 * later.length) / Math.max(3, tail)),
      'tail-restated': Math.min(1, before / 2),
      'tail-said-again': last > reachedAt && last > index ? 1 : 0,
      'tail-length': Math.min(1, tail / 6),
      'tail-firm': firm ? 1 : 0,
    };
  });
}

/** Findings and features of every step. About linear in the trace. */
export function gatherEvidence(facts: TraceFacts, disabledPasses: readonly string[]): readonly Evidence[] {
  const perStep: Finding[][] = facts.steps.map(() => []);
  for (const pass of passes) {
    if (disabledPasses.includes(pass.id)) continue;
    for (const finding of pass.run(facts)) perStep[finding.step]?.push(finding);
  }
  const gains = disabledPasses.includes(GAIN_PASS) ? [] : gainFeatures(facts);
  const tails = tailFeatures(facts);
  return perStep.map((findings, index) => {
    const features: Record<string, number> = {};
    for (const finding of findings) {
      features[finding.pass] = Math.max(features[finding.pass] ?? 0, finding.confidence);
    }
    Object.assign(features, gains[index], features[TAIL_PASS] === undefined ? undefined : tails[index]);
    return { findings, features };
  });
}

/** Probability by one logistic model: 1 / (1 + exp(-(bias + sum of weight times feature))). */
function probability(head: Head, features: Features): number {
  let sum = head.bias;
  for (const [name, weight] of Object.entries(head.weights)) sum += weight * (features[name] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

/**
 * How surely a step can go, in [0,1]: the strongest of three logistic models (repeat, tail, gain), each fitted to its own
 * kind of evidence and shifted so that 0.5 is the default decision.
 */
export function scoreOf(features: Features): number {
  return HEADS.reduce((best, head) => Math.max(best, probability(head, features)), 0);
}
