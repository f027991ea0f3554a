import { fence } from '../fence.ts';
import { instructionPart, part } from '../prompt-parts.ts';
import { fillPrompt } from '../prompts/fill.ts';
import { rewritePrompt } from '../prompts/rewrite.ts';
import { readReply } from '../read-reply.ts';
import type { CompressInput, CompressOptions, EndpointStrategy, PromptMessage } from '../types.ts';

/** The C3oT compressor with any model. */
export const rewrite: EndpointStrategy = {
  needs: 'completer',
  id: 'rewrite',
  version: 1,
  title: 'Rewrite with a model',
  summary:
    'A model rewrites the whole reasoning: all key information kept, readable, without redundant words, as short as possible; guards check the result.',
  takes: ['ratio', 'instruction'],
  scope: 'trace',
  prompts: [rewritePrompt],
  async run(input, options, model) {
    const answer = await model.ask(messagesFor(input, options));
    if (answer.kind === 'failed') return answer;
    const { open, close } = fence('REASONING', input.text.reasoning);
    const read = readReply(answer.text, [open, close]);
    return 'refused' in read ? { kind: 'refused', reason: read.refused } : { kind: 'text', text: read.text };
  },
};

function messagesFor(input: CompressInput, options: CompressOptions): readonly PromptMessage[] {
  const { question, reasoning, answer } = input.text;
  return fillPrompt(
    rewritePrompt,
    {
      question: part('The question:', 'QUESTION', question),
      reasoning: part('The reasoning to shorten:', 'REASONING', reasoning),
      answer: part('The answer that followed, for orientation; it is not part of the reasoning:', 'ANSWER', answer),
      length: lengthPart(input, options),
      instruction: instructionPart(options),
    },
    options,
  );
}

function lengthPart(input: CompressInput, { ratio, budgetTokens }: CompressOptions): string {
  const before = input.analysis.tokens.reasoning;
  const target = budgetTokens ?? (ratio === undefined ? undefined : Math.round(before * ratio));
  if (target === undefined) return '';
  return `The reasoning has about ${before} tokens; aim at ${Math.max(1, target)} or fewer.\n`;
}
