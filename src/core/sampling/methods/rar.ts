import type { PromptTemplate } from '../../compress/prompts/types.ts';
import { ANSWER, DATA, sampleOf, say } from '../conversation.ts';
import type { SamplingMethod } from '../types.ts';

const rephrase: PromptTemplate = {
  id: 'rar-rephrase',
  variables: ['question'],
  system: `You put a question into clearer and fuller words, so that nothing in it can be misread and somebody else can answer it better. Keep every fact and number of it. Do not answer it.

${DATA}

Reply with the new question only.`,
  user: '{{question}}',
};

const respond: PromptTemplate = {
  id: 'rar-respond',
  variables: ['question', 'rephrased'],
  system: `You answer a question that is given twice: as it was asked, and in clearer words. Use the second to understand the first, and answer the first.

${DATA}

${ANSWER}`,
  user: 'As it was asked:\n{{question}}\n\nIn clearer words:\n{{rephrased}}',
};

/** Rephrase and respond in two replies. */
export const rar: SamplingMethod = {
  id: 'rar',
  title: 'Rephrase and respond',
  summary:
    'The model rephrases the question, then answers it with both wordings (two-step RaR, arXiv 2311.04205). Two questions.',
  calls: 2,
  prompts: [rephrase, respond],
  async sample(question, model, options = {}) {
    const first = await say(model, rephrase, { question }, options);
    if (first.kind !== 'said') return { ...first, calls: 1 };
    const rephrased = first.text;
    return sampleOf([rephrased], await say(model, respond, { question, rephrased }, options), 2);
  },
};
