import { askText } from '../ask-text.ts';
import { fenceMarkers, instructionPart, lengthPart, traceParts } from '../prompt-parts.ts';
import { c3otPrompt } from '../prompts/c3ot.ts';
import { fillPrompt } from '../prompts/fill.ts';
import type { EndpointStrategy } from '../types.ts';

/** How strongly to compress, as the model is told. */
const LEVELS = [
  'Compress lightly: keep the steps and most of the wording, and take out only what is redundant.',
  'Compress clearly: keep every step of the derivation in few words; about half of the text can go.',
  'Compress hard: keep only the equations, cases and results, with the fewest words that still make them readable.',
] as const;
const DEFAULT_LEVEL = 2;

/** The C3oT compressor with any model. */
export const c3ot: EndpointStrategy = {
  needs: 'completer',
  id: 'c3ot',
  version: 1,
  title: 'C3oT compressor',
  summary:
    'A model compresses under the four requirements of C3oT (arXiv 2412.11664): key information kept, readable, no redundant words, as short as possible; level 1 (lightly) to 3 (hard). One question.',
  takes: ['level', 'ratio', 'instruction'],
  scope: 'trace',
  prompts: [c3otPrompt],
  async run(input, options, model) {
    const level = Math.min(LEVELS.length, Math.max(1, Math.round(options.level ?? DEFAULT_LEVEL)));
    const values = {
      ...traceParts(input),
      level: `${LEVELS[level - 1]}\n`,
      length: lengthPart(input, options),
      instruction: instructionPart(options),
    };
    const messages = fillPrompt(c3otPrompt, values, options);
    const asked = await askText(model, messages, fenceMarkers('REASONING', input.text.reasoning));
    if (asked.kind !== 'text') return asked;
    return { kind: 'text', text: asked.text, note: `Level ${level} of ${LEVELS.length}.` };
  },
};
