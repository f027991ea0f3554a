import type { Finding } from '../model/finding.ts';
import type { TraceFacts } from './facts.ts';
import { BIAS, WEIGHTS } from './weights.ts';

/** Named evidence about one step; each in [0,1]. The names are those of the weights file. */
export type Features = Readonly<Record<string, number>>;

/** Evidence about a step: the strongest finding of every pass. */
export function featuresOf(_facts: TraceFacts, _index: number, findings: readonly Finding[]): Features {
  const features: Record<string, number> = {};
  for (const finding of findings) {
    features[finding.pass] = Math.max(features[finding.pass] ?? 0, finding.confidence);
  }
  return features;
}

/** Probability by the logistic model of the weights file: 1 / (1 + exp(-(bias + sum of weight times feature))). */
export function scoreOf(features: Features): number {
  let sum = BIAS;
  for (const [name, value] of Object.entries(features)) sum += (WEIGHTS[name] ?? 0) * value;
  return 1 / (1 + Math.exp(-sum));
}
