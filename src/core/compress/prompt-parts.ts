import { fence } from './fence.ts';
import { targetTokens } from './target.ts';
import type { CompressInput, CompressOptions } from './types.ts';

/** A titled, fenced text of a prompt, with a blank line behind it; '' for a text that is not there. */
export function part(title: string, name: string, text: string | null): string {
  return text === null || text.trim() === '' ? '' : `${title}\n${fence(name, text).block}\n\n`;
}

/** What a person asked for besides; it is an instruction and so stands outside of every fence. */
export function instructionPart(options: CompressOptions): string {
  const text = options.instruction?.trim() ?? '';
  return text === '' ? '' : `Also, as far as the requirements allow: ${text}\n`;
}

/** The length that was asked for, as a sentence; '' when none was. */
export function lengthPart(input: CompressInput, options: CompressOptions): string {
  if (options.ratio === undefined && options.budgetTokens === undefined) return '';
  const before = input.analysis.tokens.reasoning;
  return `The reasoning has about ${before} tokens; aim at ${targetTokens(input, options)} or fewer.\n`;
}

/** The question, the reasoning and the answer as fenced parts, under the names that most prompts use. */
export function traceParts(input: CompressInput): Readonly<Record<'question' | 'reasoning' | 'answer', string>> {
  const { question, reasoning, answer } = input.text;
  return {
    question: part('The question:', 'QUESTION', question),
    reasoning: part('The reasoning to shorten:', 'REASONING', reasoning),
    answer: part('The answer that followed, for orientation; it is not part of the reasoning:', 'ANSWER', answer),
  };
}

/** The words of a step; '' when there is none of that number. */
export function stepText(input: CompressInput, step: number): string {
  const span = input.text.steps[step];
  return span === undefined ? '' : input.text.reasoning.slice(span.start, span.end);
}

/** Steps with their numbers from 1 in brackets, one after the other. */
export function numberedSteps(input: CompressInput, steps: readonly number[]): string {
  return steps.map((step) => `[${step + 1}] ${stepText(input, step)}`).join('\n');
}

/** All 0-based step numbers of a trace. */
export function allSteps(input: CompressInput): readonly number[] {
  return [...input.text.steps.keys()];
}

/** Marker lines of the fences that `traceParts` and the like put around `text`, which a model may echo. */
export function fenceMarkers(name: string, text: string): readonly string[] {
  const { open, close } = fence(name, text);
  return [open, close];
}

/** Steps around those that a question is about which the model is shown as well. */
const SHOWN_BEFORE = 100;
const SHOWN_AFTER = 20;

/** The steps `first` to `last` (0-based) of a long reasoning with enough of their surroundings, numbered. */
export function numberedWindow(input: CompressInput, first: number, last: number): string {
  const shown = allSteps(input).slice(Math.max(0, first - SHOWN_BEFORE), last + 1 + SHOWN_AFTER);
  return numberedSteps(input, shown);
}
