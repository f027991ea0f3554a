import { type AskedText, askText } from '../ask-text.ts';
import { judgeText, sentences } from '../candidates.ts';
import { fenceMarkers, instructionPart, traceParts } from '../prompt-parts.ts';
import { chainOfDraftAgainPrompt, chainOfDraftPrompt } from '../prompts/chain-of-draft.ts';
import { fillPrompt } from '../prompts/fill.ts';
import type { CompressInput, CompressOptions, EndpointStrategy, PromptMessage } from '../types.ts';

/** Words of a draft step, as published. */
const WORDS = 5;
/** A step of more than this many times the allowed words is far over. */
const FAR = 2;

/** What the steps of a draft measure. */
interface Measure {
  readonly steps: number;
  readonly within: number;
  readonly far: number;
  readonly longest: number;
}

/** The reasoning as drafts of a few words a step. */
export const chainOfDraft: EndpointStrategy = {
  needs: 'completer',
  id: 'chain-of-draft',
  version: 1,
  title: 'Chain of Draft',
  summary:
    'A model writes the reasoning as drafts of at most 5 words a step (Chain of Draft, arXiv 2502.18600); words are counted, and steps far over are asked again once. One or two questions.',
  takes: ['wordsPerStep', 'instruction'],
  scope: 'trace',
  prompts: [chainOfDraftPrompt, chainOfDraftAgainPrompt],
  async run(input, options, model) {
    const limit = Math.max(1, Math.round(options.wordsPerStep ?? WORDS));
    const messages = messagesFor(input, options, limit);
    const markers = fenceMarkers('REASONING', input.text.reasoning);
    const first = await askText(model, messages, markers);
    if (first.kind !== 'text') return first;
    const measure = measureOf(first.text, limit);
    if (measure.far === 0) return { kind: 'text', text: first.text, note: noteOf(measure, limit) };
    const again = againMessage(measure, limit, options);
    const second = await askText(model, [...messages, { role: 'assistant', content: first.reply }, again], markers);
    if (second.kind === 'failed') return second;
    const chosen = better(input, first.text, second, limit);
    const which = chosen === first.text ? 'The first of two replies.' : 'Asked again, as steps were far too long.';
    return { kind: 'text', text: chosen, note: sentences(noteOf(measureOf(chosen, limit), limit), which) };
  },
};

function messagesFor(input: CompressInput, options: CompressOptions, limit: number): readonly PromptMessage[] {
  const values = {
    ...traceParts(input),
    words: wordsPart(limit),
    instruction: instructionPart(options),
  };
  return fillPrompt(chainOfDraftPrompt, values, options);
}

function wordsPart(limit: number): string {
  return `A step has at most ${limit} ${limit === 1 ? 'word' : 'words'}.\n`;
}

function againMessage(measure: Measure, limit: number, options: CompressOptions): PromptMessage {
  const values = {
    words: wordsPart(limit),
    longest: String(measure.longest),
    over: `${measure.steps - measure.within} of ${measure.steps} steps are longer than asked.`,
  };
  return { role: 'user', content: fillPrompt(chainOfDraftAgainPrompt, values, options)[1]?.content ?? '' };
}

/** The second text where guards take it (or refuse both) and it has fewer steps that are far over. */
function better(input: CompressInput, first: string, second: AskedText, limit: number): string {
  if (second.kind !== 'text') return first;
  const [one, two] = [judgeText(input, first).accepted, judgeText(input, second.text).accepted];
  if (one !== two) return one ? first : second.text;
  return measureOf(second.text, limit).far < measureOf(first, limit).far ? second.text : first;
}

function measureOf(text: string, limit: number): Measure {
  const counts = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(wordsIn);
  return {
    steps: counts.length,
    within: counts.filter((count) => count <= limit).length,
    far: counts.filter((count) => count > limit * FAR).length,
    longest: Math.max(0, ...counts),
  };
}

/** Words of a line; formulas, numbers and single letters are none, two Chinese characters are one. */
function wordsIn(line: string): number {
  const prose = line.replace(/\$[^$\n]{0,2000}\$/g, ' ').replace(/\\[a-zA-Z]+/g, ' ');
  const unspaced = prose.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  const spaced = prose
    .replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu, ' ')
    .split(/\s/)
    .filter((word) => /\p{L}\p{L}/u.test(word)).length;
  return spaced + Math.ceil(unspaced / 2);
}

function noteOf({ steps, within }: Measure, limit: number): string {
  return `${within} of ${steps} steps within ${limit} words.`;
}
