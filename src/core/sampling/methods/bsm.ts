import type { PromptTemplate } from '../../compress/prompts/types.ts';
import { ANSWER, DATA, type Said, sampleOf, say } from '../conversation.ts';
import type { SamplingMethod } from '../types.ts';

/** Branches that are solved; more are left out. */
const BRANCHES = 5;

const branch: PromptTemplate = {
  id: 'bsm-branch',
  variables: ['question'],
  system: `You plan how a task is solved or judged. Name two to five parts (sub-problems, or criteria when something is to be judged) that can be worked on without each other and together decide the task. Do not work on them.

${DATA}

Reply with one part a line, each behind its number, like "1. ...". Write nothing else.`,
  user: '{{question}}',
};

const solve: PromptTemplate = {
  id: 'bsm-solve',
  variables: ['question', 'part'],
  system: `You get a task and one part of it. Work on that part only and say shortly what comes out of it.

${DATA}`,
  user: 'The task:\n{{question}}\n\nThe part:\n{{part}}',
};

const merge: PromptTemplate = {
  id: 'bsm-merge',
  variables: ['question', 'results'],
  system: `You get a task and what came out of its parts. Weigh the results against each other and solve the task.

${DATA}

${ANSWER}`,
  user: 'The task:\n{{question}}\n\nThe results:\n{{results}}',
};

/** Branch, solve, merge. */
export const bsm: SamplingMethod = {
  id: 'bsm',
  title: 'Branch, solve, merge',
  summary:
    'The model splits the task into two to five parts, works on each alone and joins the results; made for judging (BSM, arXiv 2310.15123). Up to seven questions.',
  calls: BRANCHES + 2,
  prompts: [branch, solve, merge],
  async sample(question, model, options = {}) {
    const first = await say(model, branch, { question }, options);
    if (first.kind !== 'said') return { ...first, calls: 1 };
    const parts = partsIn(first.text);
    if (parts.length < 2) return { kind: 'refused', reason: 'The reply names no parts of the task.', calls: 1 };
    const solved = await Promise.all(parts.map((part) => say(model, solve, { question, part }, options)));
    const calls = 1 + parts.length;
    const trouble = solved.find((one) => one.kind !== 'said');
    if (trouble !== undefined) return { ...trouble, calls };
    const results = parts.map((part, index) => `${index + 1}. ${part}\n${textOf(solved[index])}`).join('\n\n');
    return sampleOf([results], await say(model, merge, { question, results }, options), calls + 1);
  },
};

/** The numbered or bulleted lines of a reply, without their marks. */
function partsIn(reply: string): readonly string[] {
  return reply
    .split('\n')
    .flatMap((line) => /^[ \t*]{0,6}(?:\d{1,2}[.):]|[-•])[ \t*]{1,4}(\S.*)$/.exec(line.slice(0, 2000))?.[1] ?? [])
    .map((part) => part.trim())
    .slice(0, BRANCHES);
}

function textOf(said: Said | undefined): string {
  return said?.kind === 'said' ? said.text : '';
}
