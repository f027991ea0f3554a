import { askText } from '../ask-text.ts';
import { keepAll } from '../plan.ts';
import { fenceMarkers, instructionPart, part, stepText } from '../prompt-parts.ts';
import { fillPrompt } from '../prompts/fill.ts';
import { stepRewritePrompt } from '../prompts/step-rewrite.ts';
import type { CompressInput, CompressOptions, EndpointStrategy, PromptMessage } from '../types.ts';

/** How much of the text around the step is shown to the model, in characters each way. */
const AROUND = 2000;

/** One step through a model; `options.step` says which (the first when it does not). */
export const stepRewrite: EndpointStrategy = {
  needs: 'completer',
  id: 'step-rewrite',
  version: 1,
  title: 'Rewrite one step with a model',
  summary: 'A model shortens one step and leaves the others as they are; guards check the whole. One question.',
  scope: 'step',
  prompts: [stepRewritePrompt],
  async run(input, options, model) {
    const index = options.step ?? 0;
    if (input.text.steps[index] === undefined) return { kind: 'refused', reason: `There is no step ${index + 1}.` };
    const markers = fenceMarkers('STEP', stepText(input, index));
    const asked = await askText(model, messagesFor(input, options, index), markers);
    if (asked.kind !== 'text') return asked;
    const actions = keepAll(input.text.steps.length).actions.map((action, step) =>
      step === index ? ({ kind: 'rewrite', reason: 'Rewritten by a model.', text: asked.text } as const) : action,
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
