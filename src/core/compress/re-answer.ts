import { answerToReach, askAnswer, reaches } from './forced-answer.ts';
import { isAccepted } from './judge.ts';
import { readAnswer } from './read-reply.ts';
import type { Compressed, CompressInput, CompressOptions, GuardResult, StrategyModel } from './types.ts';

/** A result with the check added; `failed`: the model gave no reply, so that nothing is known. */
export type ReAnswered =
  | { readonly kind: 'checked'; readonly compressed: Compressed }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Asks a model for the answer that the compressed reasoning leads to, and adds what it says as the required guard
 * "re-answer". One question; none where a guard has refused the result already, or where the trace states no answer to
 * compare with, which then warns.
 */
export async function reAnswer(
  compressed: Compressed,
  input: CompressInput,
  options: CompressOptions,
  model: StrategyModel,
): Promise<ReAnswered> {
  if (!compressed.accepted) return { kind: 'checked', compressed };
  const answer = answerToReach(input);
  if (answer === null) {
    const detail = 'The trace states no answer that another could be compared with.';
    return { kind: 'checked', compressed: withGuard(compressed, { required: false, passed: false, detail }) };
  }
  const reply = await askAnswer(input, compressed.text, options, model);
  if (reply.kind === 'failed') return reply;
  if (reaches(reply, answer)) {
    return { kind: 'checked', compressed: withGuard(compressed, { required: true, passed: true }) };
  }
  const said = readAnswer(reply.text);
  const detail = `From the compressed reasoning the model answers ${said === null ? 'nothing readable' : `"${said.slice(0, 80)}"`}, not "${answer.slice(0, 80)}".`;
  return { kind: 'checked', compressed: withGuard(compressed, { required: true, passed: false, detail }) };
}

function withGuard(compressed: Compressed, result: Omit<GuardResult, 'id' | 'title'>): Compressed {
  const guards = [...compressed.guards, { id: 're-answer', title: 'Answered again', ...result }];
  return { ...compressed, guards, accepted: isAccepted(guards) };
}
