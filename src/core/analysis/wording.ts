import type { EfficiencyFigures } from '../model/finding.ts';
import type { StepEntropy } from '../model/logged-tokens.ts';
import type { AgentFigures } from './agents.ts';

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
  const figures = `outcome efficiency ${percent(file.outcome)} · process ${percent(file.process)}`;
  return `In this file: ${figures}, mean of ${file.traces} of ${file.seen} traces analysed so far`;
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

/** Entropy in both variants, where the log allows them, and surprisal of a step, a line each, with their units. */
export function entropyLines(entropy: StepEntropy): readonly string[] {
  const { total, coverage, score, surprisal, tokens } = entropy;
  const bound = isLowerBound(entropy)
    ? `, at least: the logged alternatives cover ${percent(Math.min(0.99, coverage ?? 0))} of a token or more`
    : '';
  return [
    total === null
      ? 'Step entropy (paper, sum): unknown, no alternatives were logged'
      : `Step entropy (paper, sum): ${total.toFixed(2)} nats${bound}`,
    ...(score === null ? [] : [`Step entropy (code, mean of -p ln p): ${score.toFixed(3)} nats`]),
    `Surprisal: ${surprisal.toFixed(2)} nats over ${tokens} logged ${tokens === 1 ? 'token' : 'tokens'}`,
  ];
}

/** What an agent wrote and what it cost, in one line. */
export function agentText(
  { agent, turns, steps, tokens, share, flagged, repeatsOthers }: AgentFigures,
  exact: boolean,
): string {
  const about = exact ? '' : '~';
  const perTurn = (steps / turns).toFixed(1);
  const goes = flagged === 0 ? '' : `, ${about}${flagged.toLocaleString('en')} can go`;
  const repeats =
    repeatsOthers === 0
      ? ''
      : `; ${repeatsOthers} ${repeatsOthers === 1 ? 'step repeats' : 'steps repeat'} another agent`;
  const spent = `${about}${tokens.toLocaleString('en')} tokens (${(100 * share).toFixed(1)} %${goes})`;
  return `${agent}: ${turns} ${turns === 1 ? 'turn' : 'turns'}, ${steps} ${steps === 1 ? 'step' : 'steps'} (${perTurn} a turn), ${spent}${repeats}`;
}
