import { askText } from '../ask-text.ts';
import { fenceMarkers, instructionPart, lengthPart, traceParts } from '../prompt-parts.ts';
import { fillPrompt } from '../prompts/fill.ts';
import { rewritePrompt } from '../prompts/rewrite.ts';
import type { EndpointStrategy } from '../types.ts';

/** A whole new text as a person wishes it. */
export const rewrite: EndpointStrategy = {
  needs: 'completer',
  id: 'rewrite',
  version: 2,
  title: 'Rewrite with a model',
  summary:
    'A model rewrites the whole reasoning shorter, as your instruction asks; guards check the result. One question.',
  takes: ['ratio', 'instruction'],
  scope: 'trace',
  prompts: [rewritePrompt],
  async run(input, options, model) {
    const values = {
      ...traceParts(input),
      length: lengthPart(input, options),
      instruction: instructionPart(options),
    };
    const messages = fillPrompt(rewritePrompt, values, options);
    const asked = await askText(model, messages, fenceMarkers('REASONING', input.text.reasoning));
    return asked.kind === 'text' ? { kind: 'text', text: asked.text } : asked;
  },
};
