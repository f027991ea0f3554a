import type { CompressInput, ScoreReply, StrategyModel } from './types.ts';

/** Mean log-probability of a text in nats a token, or why there is none. */
export type MeanLogprob =
  | { readonly kind: 'mean'; readonly mean: number; readonly total: number }
  | { readonly kind: 'unsupported' | 'failed'; readonly reason: string };

/**
 * Scores `text` behind `prompt`. A reply without tokens counts as failed, because it says nothing of the text. Log-probabilities
 * that are no finite numbers are left out, as servers send none for a first token.
 */
export async function scoreMean(model: StrategyModel, prompt: string, text: string): Promise<MeanLogprob> {
  return meanOf(await model.score(prompt, text));
}

function meanOf(reply: ScoreReply): MeanLogprob {
  if (reply.kind !== 'scored') return reply;
  const values = reply.tokens.map((token) => token.logprob).filter((value) => Number.isFinite(value));
  if (values.length === 0) return { kind: 'failed', reason: 'The endpoint scored no token of the text.' };
  const total = values.reduce((sum, value) => sum + value, 0);
  return { kind: 'mean', mean: total / values.length, total };
}

/** Perplexity of a mean log-probability. */
export function perplexity(mean: number): number {
  return Math.exp(-mean);
}

/** Means of several scorings, or the first trouble among them. */
export function allMeans(
  scored: readonly MeanLogprob[],
): { readonly means: readonly number[] } | Exclude<MeanLogprob, { kind: 'mean' }> {
  const means: number[] = [];
  for (const one of scored) {
    if (one.kind !== 'mean') return one;
    means.push(one.mean);
  }
  return { means };
}

/** The question as the beginning of a plain scoring prompt; '' without one. */
export function questionText(input: CompressInput): string {
  const question = input.text.question?.trim() ?? '';
  return question === '' ? '' : `${question}\n\n`;
}

/** What follows the reasoning: the answer text, else the value that the reasoning states; null when there is neither. */
export function answerText(input: CompressInput, stated: string | null): string | null {
  const answer = input.text.answer?.trim() ?? '';
  return answer !== '' ? answer : stated;
}

/** A refusal that names what to use in place of the strategy when the endpoint cannot score or embed. */
export function unsupported(reason: string, fallback: string): { readonly kind: 'refused'; readonly reason: string } {
  return { kind: 'refused', reason: `${reason} Use the strategy ${fallback}, which does without.` };
}

/** Cosine of two vectors, in [-1,1]; 0 when one has no length. */
export function cosine(a: readonly number[], b: readonly number[]): number {
  let dot = 0;
  let lengthA = 0;
  let lengthB = 0;
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    dot += value * other;
    lengthA += value * value;
    lengthB += other * other;
  }
  return lengthA === 0 || lengthB === 0 ? 0 : dot / Math.sqrt(lengthA * lengthB);
}
