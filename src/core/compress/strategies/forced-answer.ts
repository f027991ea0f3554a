import { planReading } from '../candidates.ts';
import { answerToReach, askAnswer, reaches } from '../forced-answer.ts';
import { planDropping } from '../plan.ts';
import { forcedAnswerPrompt } from '../prompts/forced-answer.ts';
import type { CompressInput, EndpointStrategy } from '../types.ts';

/** The earliest beginning from which a model gives the answer. */
export const forcedAnswer: EndpointStrategy = {
  needs: 'completer',
  id: 'forced-answer',
  version: 1,
  title: 'Cut where the answer is there',
  summary:
    'Asks for the final answer from ever shorter beginnings of the reasoning and cuts behind the earliest that gives it (forced answer, Thought Anchors, arXiv 2506.19143); needs chat only. 3 questions and one more for each doubling of the steps.',
  scope: 'trace',
  prompts: [forcedAnswerPrompt],
  async run(input, options, model) {
    const answer = answerToReach(input);
    const count = input.text.steps.length;
    if (answer === null) return { kind: 'refused', reason: 'The trace states no answer to compare with.' };
    if (count < 2) return { kind: 'refused', reason: 'The reasoning has no tail to cut.' };
    const ask = (steps: number) => askAnswer(input, beginning(input, steps), options, model);
    const [none, all] = await Promise.all([ask(0), ask(count)]);
    if (none.kind === 'failed') return none;
    if (all.kind === 'failed') return all;
    const trouble = unusable(reaches(none, answer), reaches(all, answer));
    if (trouble !== null) return { kind: 'refused', reason: trouble };
    // `low` steps are too few, `high` are enough.
    let low = 0;
    let high = count;
    let questions = 2;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      const reply = await ask(middle);
      if (reply.kind === 'failed') return reply;
      questions += 1;
      if (reaches(reply, answer)) high = middle;
      else low = middle;
    }
    const reason = `A model gives the answer from ${high === 1 ? 'step 1' : `the steps 1 to ${high}`} alone.`;
    const dropped = new Map(Array.from({ length: count - high }, (_, i) => [high + i, reason]));
    return planReading(input, planDropping(count, dropped), `${reason} ${questions} questions.`);
  },
};

/** Why the model's answers say nothing of the steps; null when they do. */
function unusable(knows: boolean, follows: boolean): string | null {
  if (knows)
    return 'The model gives the answer without any reasoning, so it cannot show which steps are needed. Use step-judge or safe-prune.';
  return follows
    ? null
    : 'The model does not find the answer in the whole reasoning, so it cannot show what is needed.';
}

/** The reasoning up to the end of its first `steps` steps. */
function beginning({ text: { reasoning, steps } }: CompressInput, count: number): string {
  return count >= steps.length ? reasoning : reasoning.slice(0, count === 0 ? 0 : (steps[count - 1]?.end ?? 0));
}
