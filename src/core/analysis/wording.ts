import type { EfficiencyFigures } from '../model/finding.ts';
import type { StepEntropy } from '../model/logged-tokens.ts';

/** Coverage from which a sum over the logged alternatives is, to two digits, the sum over all tokens. */
const WHOLE = 0.9995;

/** A share in [0,1] as whole percent. */
function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** "Outcome efficiency 42 % · process 61 %". */
export function efficiencyText({ outcome, process }: EfficiencyFigures): string {
  return `Outcome efficiency ${percent(outcome)} · process ${percent(process)}`;
}

/** The means of a file with what they rest on: `traces` that state an answer, of the `seen` ones. */
export function fileEfficiencyText(
  file: EfficiencyFigures & { readonly traces: number; readonly seen: number },
): string {
  return `In this file: ${efficiencyText(file)}, mean of ${file.traces} of the ${file.seen} traces analysed so far`;
}

/** What the two figures mean, a line each. */
export function efficiencyMeaning(hasReference: boolean): readonly string[] {
  const reached = hasReference
    ? 'the answer is right for the first time'
    : 'the final answer is reached for the first time';
  return [
    `Outcome: the share of the steps' tokens that are spent when ${reached}.`,
    'Process: the share in solutions that go a new way, told by their formulas.',
  ];
}

/** True when the sum of entropies is only a lower bound, because not all alternatives were logged. */
export function isLowerBound({ coverage }: StepEntropy): boolean {
  return coverage !== null && coverage < WHOLE;
}

/** Entropy and surprisal of a step with their units, a line for each variant that the log allows. */
export function entropyLines(entropy: StepEntropy): readonly string[] {
  const { total, coverage, score, surprisal, tokens } = entropy;
  const rest = `surprisal ${surprisal.toFixed(2)} nats, ${tokens} logged ${tokens === 1 ? 'token' : 'tokens'}`;
  const bound = isLowerBound(entropy)
    ? ` (at least: the logged alternatives cover ${percent(Math.min(0.99, coverage ?? 0))} of a token or more)`
    : '';
  const first =
    total === null
      ? `S${rest.slice(1)}; without logged alternatives there is no sum of entropies`
      : `Step entropy ${total.toFixed(2)} nats${bound}, ${rest}`;
  if (score === null) return [first];
  return [first, `Step entropy as the method's code has it, mean of -p ln p: ${score.toFixed(3)} nats`];
}
