import { fence } from '../fence.ts';
import { keepAll } from '../plan.ts';
import { instructionPart, part } from '../prompt-parts.ts';
import { fillPrompt } from '../prompts/fill.ts';
import { stepRewritePrompt } from '../prompts/step-rewrite.ts';
import { readReply } from '../read-reply.ts';
import type { CompressInput, CompressOptions, EndpointStrategy, PromptMessage } from '../types.ts';

/** How much of the text around the step is shown to the model, in characters each way. */
const AROUND = 2000;

/** One step through a model; `options.step` says which (the first when it does not). */
export const stepRewrite: EndpointStrategy = {
  needs: 'completer',
  id: 'step-rewrite',
  version: 1,
  title: 'Rewrite one step with a model',
  summary: 'A model shortens one step and leaves the others as they are; guards check the whole.',
  scope: 'step',
  prompts: [stepRewritePrompt],
  async run(input, options, model) {
    const index = options.step ?? 0;
    const text = stepText(input, index);
    if (text === null) return { kind: 'refused', reason: `There is no step ${index + 1}.` };
    const answer = await model.ask(messagesFor(input, options, index));
    if (answer.kind === 'failed') return answer;
    const { open, close } = fence('STEP', text);
    const read = readReply(answer.text, [open, close]);
    if ('refused' in read) return { kind: 'refused', reason: read.refused };
    const actions = keepAll(input.text.steps.length).actions.map((action, step) =>
      step === index ? ({ kind: 'rewrite', reason: 'Rewritten by a model.', text: read.text } as const) : action,
    );
    return { kind: 'plan', plan: { actions } };
  },
};

function messagesFor(input: CompressInput, options: CompressOptions, index: number): readonly PromptMessage[] {
  const { question, reasoning, steps } = input.text;
  const { start, end } = steps[index] ?? { start: 0, end: 0 };
  return fillPrompt(
    stepRewritePrompt,
    {
      question: part('The question:', 'QUESTION', question),
      before: part('What stands before the step:', 'BEFORE', reasoning.slice(Math.max(0, start - AROUND), start)),
      step: part('The step to shorten:', 'STEP', reasoning.slice(start, end)),
      after: part('What follows the step:', 'AFTER', reasoning.slice(end, end + AROUND)),
      instruction: instructionPart(options),
    },
    options,
  );
}

function stepText(input: CompressInput, index: number): string | null {
  const span = input.text.steps[index];
  return span === undefined ? null : input.text.reasoning.slice(span.start, span.end);
}
