import { answersEqual } from '../analysis/answer-equality.ts';
import { derivationOf } from './derivation.ts';
import { part } from './prompt-parts.ts';
import { fillPrompt } from './prompts/fill.ts';
import { forcedAnswerPrompt } from './prompts/forced-answer.ts';
import { readAnswer } from './read-reply.ts';
import type { CompressInput, CompressOptions, ModelReply, StrategyModel } from './types.ts';

/** The answer that a trace comes to, to compare others with; null when it states none. */
export function answerToReach(input: CompressInput): string | null {
  const value = derivationOf(input.text).facts.answer.value ?? input.text.answer;
  return value === null || value.trim() === '' ? null : value;
}

/** Asks a model for the final answer that `reasoning`, a part of the trace's, leads to. */
export function askAnswer(
  input: CompressInput,
  reasoning: string,
  options: CompressOptions,
  model: StrategyModel,
): Promise<ModelReply> {
  const values = {
    question: part('The question:', 'QUESTION', input.text.question),
    reasoning:
      part('The reasoning so far:', 'REASONING', reasoning) ||
      'No reasoning is given; answer UNKNOWN unless it is given.\n\n',
  };
  return model.ask(fillPrompt(forcedAnswerPrompt, values, options));
}

/** Whether a reply gives the answer; a reply without a readable answer does not. */
export function reaches(reply: ModelReply, answer: string): boolean {
  const said = reply.kind === 'reply' ? readAnswer(reply.text) : null;
  return said !== null && answersEqual(said, answer);
}
