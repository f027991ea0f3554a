import type { PromptTemplate } from '../../compress/prompts/types.ts';
import { ANSWER, DATA, sampleOf, say } from '../conversation.ts';
import type { SamplingMethod } from '../types.ts';

const prompt: PromptTemplate = {
  id: 'cot',
  variables: ['question'],
  system: `You answer a question. Work it out step by step in writing, and check what you use before you use it.

${DATA}

${ANSWER}`,
  user: '{{question}}',
};

/** Chain of thought. */
export const cot: SamplingMethod = {
  id: 'cot',
  title: 'Chain of thought',
  summary:
    'The model reasons step by step and answers. Distilling it to the bare answer is published as not working for mathematics (arXiv 2407.06023). One question.',
  calls: 1,
  prompts: [prompt],
  async sample(question, model, options = {}) {
    return sampleOf([], await say(model, prompt, { question }, options), 1);
  },
};
