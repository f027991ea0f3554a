import { askText } from '../ask-text.ts';
import { judgeText, objection, sentences } from '../candidates.ts';
import { fenceMarkers, instructionPart, traceParts } from '../prompt-parts.ts';
import { fillPrompt } from '../prompts/fill.ts';
import { lengthTargetAgainPrompt, lengthTargetPrompt } from '../prompts/length-target.ts';
import { targetTokens } from '../target.ts';
import type { Compressed, CompressInput, CompressOptions, EndpointStrategy, PromptMessage } from '../types.ts';

/** Questions that are asked at most. */
const ROUNDS = 3;
/** Share of the asked length by which a text may miss it and still count as met. */
const TOLERANCE = 0.1;

/** A rewrite of a given length, measured. */
export const lengthTarget: EndpointStrategy = {
  needs: 'completer',
  id: 'length-target',
  version: 1,
  title: 'Rewrite to a length',
  summary:
    'A model rewrites the reasoning to a number of tokens (ratio or budget); the length is measured and told back, as in length-controlled prompting (L1, arXiv 2503.04697). One to three questions.',
  takes: ['ratio', 'instruction'],
  scope: 'trace',
  prompts: [lengthTargetPrompt, lengthTargetAgainPrompt],
  async run(input, options, model) {
    const target = targetTokens(input, options);
    const markers = fenceMarkers('REASONING', input.text.reasoning);
    const messages: PromptMessage[] = [...messagesFor(input, options, target)];
    const tried: Compressed[] = [];
    let refused = '';
    for (let round = 0; round < ROUNDS; round += 1) {
      const asked = await askText(model, messages, markers);
      if (asked.kind !== 'text') {
        if (asked.kind === 'failed') return asked;
        refused = asked.reason;
        break;
      }
      const judged = judgeText(input, asked.text);
      tried.push(judged);
      if (judged.accepted && distance(judged, target) <= TOLERANCE * target) break;
      messages.push({ role: 'assistant', content: asked.reply }, againMessage(judged, target, options));
    }
    const best = nearest(tried, target);
    if (best === undefined) return { kind: 'refused', reason: refused };
    const rounds = `${tried.length === 1 ? 'One round' : `Nearest of ${tried.length} rounds`}.`;
    const note = `Asked ${target} tokens, got ${best.tokens.after}.`;
    return { kind: 'text', text: best.text, note: sentences(note, rounds, refused) };
  },
};

function messagesFor(input: CompressInput, options: CompressOptions, target: number): readonly PromptMessage[] {
  const values = {
    ...traceParts(input),
    before: String(input.analysis.tokens.reasoning),
    target: String(target),
    instruction: instructionPart(options),
  };
  return fillPrompt(lengthTargetPrompt, values, options);
}

function againMessage(judged: Compressed, target: number, options: CompressOptions): PromptMessage {
  const { after } = judged.tokens;
  const why = objection(judged);
  const values = {
    target: String(target),
    measured: String(after),
    change:
      after > target
        ? `Make it shorter by about ${after - target} tokens.`
        : after < target
          ? `Keep about ${target - after} tokens more of the reasoning.`
          : 'The length is right.',
    objection: why === '' ? '' : `A check also says: ${why}\n`,
  };
  return { role: 'user', content: fillPrompt(lengthTargetAgainPrompt, values, options)[1]?.content ?? '' };
}

function distance(judged: Compressed, target: number): number {
  return Math.abs(judged.tokens.after - target);
}

/** The text nearest to the target, accepted ones first; the first of several alike. */
function nearest(tried: readonly Compressed[], target: number): Compressed | undefined {
  const accepted = tried.filter((one) => one.accepted);
  return [...(accepted.length > 0 ? accepted : tried)].sort((a, b) => distance(a, target) - distance(b, target))[0];
}
