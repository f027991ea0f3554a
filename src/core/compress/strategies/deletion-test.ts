import { firstFailed, planReading } from '../candidates.ts';
import { groupsOf, reasoningWithout } from '../chunks.ts';
import { derivationOf } from '../derivation.ts';
import { answerToReach, askAnswer, reaches } from '../forced-answer.ts';
import { planDropping } from '../plan.ts';
import { allSteps } from '../prompt-parts.ts';
import { forcedAnswerPrompt } from '../prompts/forced-answer.ts';
import type { CompressInput, EndpointReading, EndpointStrategy, ModelReply } from '../types.ts';

/** Groups of steps that are tested one by one; steps are tested in groups where there are more of them. */
const MOST_GROUPS = 24;
/** Questions about leaving out several groups together. */
const JOINT = 5;

type Group = readonly number[];
type Ask = (without: readonly number[]) => Promise<ModelReply>;

/** Steps without which a model gives the same answer. */
export const deletionTest: EndpointStrategy = {
  needs: 'completer',
  id: 'deletion-test',
  version: 1,
  title: 'Deletion test',
  summary:
    'Leaves out steps that the derivation does not show as needed, asks for the final answer each time, and drops those without which it stays; the black-box stand-in for PIR and SPIRIT, needs chat only. Up to 60 questions.',
  scope: 'trace',
  prompts: [forcedAnswerPrompt],
  async run(input, options, model) {
    const answer = answerToReach(input);
    if (answer === null) return { kind: 'refused', reason: 'The trace states no answer to compare with.' };
    const groups = testable(input);
    if (groups.length === 0) return { kind: 'refused', reason: 'Every step is needed for the answer; none is tested.' };
    const ask: Ask = (steps) => askAnswer(input, reasoningWithout(input, steps), options, model);
    const replies = await Promise.all([allSteps(input), [], ...groups].map(ask));
    const failed = firstFailed(replies);
    if (failed) return failed;
    const [knows, follows, ...alone] = replies.map((reply) => reaches(reply, answer));
    if (knows === true || follows !== true) return { kind: 'refused', reason: unusable(knows === true) };
    const idle = groups.filter((_, index) => alone[index]);
    return together(input, idle, groups.length, ask, answer);
  },
};

function unusable(knows: boolean): string {
  return knows
    ? 'The model gives the answer without any reasoning, so it cannot show which steps are needed. Use step-judge or safe-prune.'
    : 'The model does not find the answer in the whole reasoning, so it cannot show what is needed.';
}

/** Groups of steps that the answer does not visibly depend on, the strongest evidence against them first. */
function testable(input: CompressInput): readonly Group[] {
  const { traceable, required } = derivationOf(input.text);
  const steps = allSteps(input).filter((step) => !traceable || !required.has(step));
  const score = (group: Group): number =>
    group.reduce((sum, step) => sum + (input.analysis.steps[step]?.score ?? 0), 0) / group.length;
  return groupsOf(steps, MOST_GROUPS)
    .toSorted((a, b) => score(b) - score(a))
    .slice(0, MOST_GROUPS * 2);
}

/** Drops as many of the groups as keep the answer when they go together: all, else half, a quarter, ... of them. */
async function together(
  input: CompressInput,
  idle: readonly Group[],
  tested: number,
  ask: Ask,
  answer: string,
): Promise<EndpointReading> {
  let rest = idle;
  for (let round = 0; rest.length > 0 && round < JOINT; round += 1) {
    const reply = await ask(rest.flat().sort((a, b) => a - b));
    if (reply.kind === 'failed') return reply;
    if (reaches(reply, answer)) {
      const reasons = new Map(rest.flat().map((step) => [step, 'Without it a model gives the same answer.']));
      const note = `${tested} groups of steps tested; without ${idle.length} of them alone and ${rest.length} together the answer stays.`;
      return planReading(input, planDropping(input.text.steps.length, reasons), note);
    }
    rest = rest.slice(0, Math.floor(rest.length / 2));
  }
  return { kind: 'refused', reason: `${tested} groups of steps tested; the answer changes without them.` };
}
