import type { PromptTemplate } from '../../compress/prompts/types.ts';
import { ANSWER, DATA, sampleOf, say } from '../conversation.ts';
import type { SamplingMethod } from '../types.ts';

const prompt: PromptTemplate = {
  id: 'rar-one-step',
  variables: ['question'],
  system: `You answer a question. First put it into clearer and fuller words of your own, so that nothing in it can be misread, then answer that.

${DATA}

${ANSWER}`,
  user: '{{question}}',
};

/** Rephrase and respond in one reply. */
export const rarOneStep: SamplingMethod = {
  id: 'rar-one-step',
  title: 'Rephrase and respond, one step',
  summary: 'The model rephrases the question and answers in one reply (RaR, arXiv 2311.04205). One question.',
  calls: 1,
  prompts: [prompt],
  async sample(question, model, options = {}) {
    return sampleOf([], await say(model, prompt, { question }, options), 1);
  },
};
