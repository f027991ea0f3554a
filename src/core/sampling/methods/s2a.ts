import type { PromptTemplate } from '../../compress/prompts/types.ts';
import { ANSWER, DATA, sampleOf, say } from '../conversation.ts';
import type { SamplingMethod } from '../types.ts';

const attend: PromptTemplate = {
  id: 's2a-attend',
  variables: ['question'],
  system: `You prepare a question for somebody who must not be led astray. Write it again with only what bears on the answer: leave out opinions, guesses at the answer, flattery and facts that have nothing to do with it. Keep every fact and number that bears on the answer, unchanged, and say plainly what is asked. Do not answer it.

${DATA}

Reply with the cleaned question only.`,
  user: '{{question}}',
};

const respond: PromptTemplate = {
  id: 's2a-respond',
  variables: ['question'],
  system: `You answer a question without taking anybody's side. Work it out step by step in writing.

${DATA}

${ANSWER}`,
  user: '{{question}}',
};

/** System 2 attention. */
export const s2a: SamplingMethod = {
  id: 's2a',
  title: 'System 2 attention',
  summary:
    'The model first cleans the question of opinions and what does not matter, then answers the clean one alone (S2A, arXiv 2311.11829). Two questions.',
  calls: 2,
  prompts: [attend, respond],
  async sample(question, model, options = {}) {
    const first = await say(model, attend, { question }, options);
    if (first.kind !== 'said') return { ...first, calls: 1 };
    // Only the clean question is shown, so that what was taken out cannot work any more.
    return sampleOf([first.text], await say(model, respond, { question: first.text }, options), 2);
  },
};
