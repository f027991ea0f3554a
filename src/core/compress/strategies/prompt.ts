import { askText } from '../ask-text.ts';
import { fence } from '../fence.ts';
import { allSteps, fenceMarkers, numberedSteps } from '../prompt-parts.ts';
import { fillPrompt } from '../prompts/fill.ts';
import { freePrompt } from '../prompts/prompt.ts';
import { mainScript } from '../reading/language.ts';
import { targetTokens } from '../target.ts';
import type { CompressInput, CompressOptions, EndpointStrategy } from '../types.ts';

/** A person's own prompt over a trace. */
export const prompt: EndpointStrategy = {
  needs: 'completer',
  id: 'prompt',
  version: 1,
  title: 'My own prompt',
  summary:
    'A model gets your own prompt, or just your instruction, with the question, the reasoning, the numbered steps, the answer, and the asked ratio or budget as variables; guards check the result. One question.',
  takes: ['instruction', 'ratio'],
  scope: 'trace',
  prompts: [freePrompt],
  async run(input, options, model) {
    const own = options.prompts?.[freePrompt.id];
    if (own === undefined && (options.instruction?.trim() ?? '') === '')
      return { kind: 'refused', reason: 'Say what to do: give an instruction or a prompt file "prompt.md".' };
    if (own !== undefined && !/\{\{(?:reasoning|steps)\}\}/.test(`${own.system}${own.user}`))
      return {
        kind: 'refused',
        reason: 'Your prompt has neither {{reasoning}} nor {{steps}}, so the model would not see the trace.',
      };
    const { reasoning } = input.text;
    const steps = numberedSteps(input, allSteps(input));
    const markers = [...fenceMarkers('REASONING', reasoning), ...fenceMarkers('STEPS', steps)];
    const asked = await askText(model, fillPrompt(freePrompt, valuesOf(input, options, steps), options), markers);
    return asked.kind === 'text' ? { kind: 'text', text: asked.text } : asked;
  },
};

/** The variables; texts of the trace stand in fences, figures and the person's own words do not. */
function valuesOf(input: CompressInput, options: CompressOptions, steps: string): Readonly<Record<string, string>> {
  const { question, reasoning, answer } = input.text;
  const fenced = (name: string, text: string | null): string =>
    text === null || text.trim() === '' ? '(none)' : fence(name, text).block;
  const target = targetTokens(input, options);
  const before = input.analysis.tokens.reasoning;
  return {
    question: fenced('QUESTION', question),
    reasoning: fenced('REASONING', reasoning),
    steps: fenced('STEPS', steps),
    answer: fenced('ANSWER', answer),
    ratio: String(Math.round((target / Math.max(1, before)) * 100) / 100),
    budget: String(target),
    tokens: String(before),
    instruction: options.instruction?.trim() ?? '',
    language: mainScript(reasoning) ?? 'the language of the reasoning',
  };
}
