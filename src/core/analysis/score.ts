import type { Finding } from '../model/finding.ts';
import { isAddressed, PASSES_FOR_ADDRESSED } from './addressed.ts';
import type { TraceFacts } from './facts.ts';
import { type Features, gainFeatures } from './gain.ts';
import { passes } from './registry.ts';
import type { Head } from './types.ts';
import { HEADS } from './weights.ts';

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
  const done = facts.doneAt ?? Number.POSITIVE_INFINITY;
  let before = 0;
  return facts.steps.map((_, index) => {
    while ((later[before] ?? Number.POSITIVE_INFINITY) < index) before++;
    return {
      'tail-dense': Math.min(1, (3 * later.length) / Math.max(3, tail)),
      'tail-restated': Math.min(1, before / 2),
      'tail-said-again': last > reachedAt && last > index ? 1 : 0,
      'tail-length': Math.min(1, tail / 6),
      'tail-firm': firm ? 1 : 0,
      'tail-known': index > done ? 1 : 0,
    };
  });
}

/** Findings and features of every step. About linear in the trace. */
export function gatherEvidence(facts: TraceFacts, disabledPasses: readonly string[]): readonly Evidence[] {
  const perStep: Finding[][] = facts.steps.map(() => []);
  const addressed = facts.steps.map((step) => isAddressed(step.text, step.formulas.equations.length > 0));
  for (const pass of passes) {
    if (disabledPasses.includes(pass.id)) continue;
    for (const finding of pass.run(facts)) {
      if (addressed[finding.step] === true && !PASSES_FOR_ADDRESSED.has(pass.id)) continue;
      perStep[finding.step]?.push(finding);
    }
  }
  const gains = disabledPasses.includes(GAIN_PASS) ? [] : gainFeatures(facts);
  const tails = tailFeatures(facts);
  return perStep.map((findings, index) => {
    const features: Record<string, number> = {};
    for (const finding of findings) {
      features[finding.pass] = Math.max(features[finding.pass] ?? 0, finding.confidence);
    }
    if (addressed[index] === true) return { findings, features };
    Object.assign(features, gains[index], features[TAIL_PASS] === undefined ? undefined : tails[index]);
    return { findings, features };
  });
}

/** Probability by one logistic model: 1 / (1 + exp(-(bias + sum of weight times feature))). */
function probability(head: Head, features: Features): number {
  let sum = head.bias;
  for (const name in head.weights) sum += (head.weights[name] ?? 0) * (features[name] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

/** How surely a step with that evidence can go, by the strongest of the models. */
export function bestScore(features: Features, heads: readonly Head[]): number {
  return heads.reduce((most, head) => Math.max(most, probability(head, features)), 0);
}

/** Longest run of tail steps that goes with its neighbours. */
const GAP = 3;

/** Steps that bring nothing of their own, so that they go where the step goes that they lead to. */
function leadsOnly(facts: TraceFacts, index: number): boolean {
  const news = facts.news[index];
  const kind = facts.kinds[index]?.kind;
  return news !== undefined && news.numbers.length === 0 && news.formulas.length === 0 && kind !== 'correction';
}

/**
 * Scores after which no stray step is left in a tail that goes: a run of at most three tail steps between two surer ones gets
 * the lesser score of the two, and one that only leads on to a surer step gets that step's. Linear.
 */
function closeGaps(facts: TraceFacts, scores: readonly number[], isTail: (index: number) => boolean): number[] {
  const closed = [...scores];
  const best = (from: number, step: number): number => {
    let most = 0;
    for (let k = 1; k <= GAP && isTail(from + step * k); k++) most = Math.max(most, scores[from + step * k] ?? 0);
    return most;
  };
  for (let index = scores.length - 1; index >= 0; index--) {
    if (!isTail(index)) continue;
    const score = scores[index] ?? 0;
    const between = facts.kinds[index]?.kind === 'correction' ? 0 : Math.min(best(index, -1), best(index, 1));
    const ahead = leadsOnly(facts, index) && isTail(index + 1) ? (closed[index + 1] ?? 0) : 0;
    closed[index] = Math.max(score, between, ahead);
  }
  return closed;
}

/** Models whose score says that a step stands in the tail. */
const TAIL_HEADS: ReadonlySet<string> = new Set(['tail', 'known']);

/**
 * How surely each step can go, in [0,1]: the strongest of the logistic models, each fitted to its own kind of evidence (repeat,
 * tail, known answer, gain) and shifted so that 0.5 is the default decision. A tail that goes, goes in one piece.
 */
export function scoresOf(
  facts: TraceFacts,
  evidence: readonly Evidence[],
  heads: readonly Head[] = HEADS,
): readonly number[] {
  const tailHeads = heads.filter((head) => TAIL_HEADS.has(head.id));
  const isTail = (index: number) => evidence[index]?.features[TAIL_PASS] !== undefined;
  const tails = evidence.map(({ features }, index) => (isTail(index) ? bestScore(features, tailHeads) : 0));
  const closed = closeGaps(facts, tails, isTail);
  return evidence.map(({ features }, index) => Math.max(bestScore(features, heads), closed[index] ?? 0));
}
