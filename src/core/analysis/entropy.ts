import type { AnalyzedStep } from '../model/finding.ts';
import type { LoggedToken, StepEntropy } from '../model/logged-tokens.ts';
import type { Span } from '../model/span.ts';

/** -p ln p for a logarithm of a probability; 0 for impossible tokens, and for certain ones. */
export function plogp(logprob: number): number {
  if (Number.isNaN(logprob) || logprob === Number.NEGATIVE_INFINITY || logprob >= 0) return 0;
  return -Math.exp(logprob) * logprob;
}

/** Entropy of the logged alternatives in nats, with the probability mass that they cover; cut off, it is a lower bound. */
export function topEntropy(top: readonly number[]): { readonly entropy: number; readonly mass: number } {
  let entropy = 0;
  let mass = 0;
  for (const logprob of top) {
    entropy += plogp(logprob);
    mass += Number.isNaN(logprob) ? 0 : Math.exp(Math.min(0, logprob));
  }
  return { entropy, mass: Math.min(1, mass) };
}

/** What providers log in place of minus infinity; the most that one token counts. */
const MOST = 9_999;

function entropyOf(tokens: readonly LoggedToken[], end: number): StepEntropy {
  let surprisal = 0;
  let total: number | null = 0;
  let coverage: number | null = tokens.length === 0 ? null : 1;
  let sum = 0;
  let counted = 0;
  for (const token of tokens) {
    surprisal += Number.isNaN(token.logprob) ? 0 : Math.min(MOST, Math.max(0, -token.logprob));
    if (token.end <= end) {
      sum += plogp(token.logprob);
      counted++;
    }
    if (token.top === null || total === null || coverage === null) {
      total = null;
      coverage = null;
      continue;
    }
    const { entropy, mass } = topEntropy(token.top);
    total += entropy;
    coverage = Math.min(coverage, mass);
  }
  if (tokens.length === 0) total = null;
  return { tokens: tokens.length, total, coverage, score: counted === 0 ? null : sum / counted, surprisal };
}

/**
 * Entropy and surprisal of every step. A token belongs to the step in which it begins; tokens between steps belong to none.
 * `tokens` and `steps` in order of their places. Linear; never throws.
 */
export function stepEntropies(steps: readonly Span[], tokens: readonly LoggedToken[]): readonly StepEntropy[] {
  let at = 0;
  return steps.map((step) => {
    while (at < tokens.length && (tokens[at]?.start ?? 0) < step.start) at++;
    const from = at;
    while (at < tokens.length && (tokens[at]?.start ?? 0) < step.end) at++;
    return entropyOf(tokens.slice(from, at), step.end);
  });
}

/** The steps with their entropies, by place; steps without logged tokens stay as they are. */
export function withEntropies(
  steps: readonly AnalyzedStep[],
  entropies: readonly (StepEntropy | null)[],
): readonly AnalyzedStep[] {
  return steps.map((step, index) => {
    const entropy = entropies[index] ?? null;
    return entropy === null || entropy.tokens === 0 ? step : { ...step, entropy };
  });
}

/**
 * The steps that the method masks: the floor(n * ratio) of least score, 0-based and rising. Steps without a score are never
 * masked, though they count in n; of equal scores the earlier goes first.
 */
export function lowestSteps(scores: readonly (number | null)[], ratio: number): readonly number[] {
  const count = Math.floor(scores.length * Math.min(1, Math.max(0, ratio)));
  return scores
    .flatMap((score, index) => (score === null ? [] : [{ score, index }]))
    .sort((a, b) => a.score - b.score || a.index - b.index)
    .slice(0, count)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}
