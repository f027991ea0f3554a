import { askedText } from '../ask-text.ts';
import { firstFailed, judgeText, objection, sentences } from '../candidates.ts';
import { allSteps, fenceMarkers, instructionPart, numberedSteps, part, traceParts } from '../prompt-parts.ts';
import { fillPrompt } from '../prompts/fill.ts';
import { skipStepsPrompt } from '../prompts/skip-steps.ts';
import type { CompressInput, CompressOptions, EndpointStrategy, ModelReply, PromptMessage } from '../types.ts';

/** Steps fewer than the reasoning has that are asked for. */
const DELTAS = [1, 2] as const;
/** Longer chains are not written again as a whole for the sake of one step; the method is made for short ones. */
const MOST_STEPS = 60;

/** What a reply came to: a text to take with its tokens, or why not. */
type Candidate =
  | { readonly kind: 'good'; readonly asked: number; readonly text: string; readonly tokens: number }
  | { readonly kind: 'bad'; readonly asked: number; readonly why: string };

/** The chain in one and in two steps fewer, the shortest that holds. */
export const skipSteps: EndpointStrategy = {
  needs: 'completer',
  id: 'skip-steps',
  version: 1,
  title: 'Skip steps',
  summary:
    'A model writes the chain in one and in two steps fewer; taken only where the answer is right, the number of steps is the asked one and the text is shorter (Can Language Models Learn to Skip Steps?, arXiv 2411.01855). For up to 60 steps; two questions.',
  takes: ['instruction'],
  scope: 'trace',
  prompts: [skipStepsPrompt],
  async run(input, options, model) {
    const count = input.text.steps.length;
    if (count > MOST_STEPS)
      return {
        kind: 'refused',
        reason: `The reasoning has ${count} steps; this is for up to ${MOST_STEPS}. Use step-edit.`,
      };
    const asked = DELTAS.map((delta) => count - delta).filter((wanted) => wanted > 0);
    if (asked.length === 0) return { kind: 'refused', reason: 'A reasoning of one step has none to skip.' };
    const replies = await Promise.all(asked.map((wanted) => model.ask(messagesFor(input, options, wanted))));
    const failed = firstFailed(replies);
    if (failed) return failed;
    const candidates = replies.map((reply, index) => candidateOf(input, reply, asked[index] ?? 0));
    const good = candidates.filter((one) => one.kind === 'good').sort((a, b) => a.tokens - b.tokens);
    const rejected = candidates
      .filter((one) => one.kind === 'bad')
      .map((one) => `Rejected the text in ${stepsOf(one.asked)}: ${one.why}`);
    const best = good[0];
    if (best === undefined) return { kind: 'refused', reason: sentences(...rejected) };
    return { kind: 'text', text: best.text, note: sentences(`${stepsOf(best.asked)} of ${count}.`, ...rejected) };
  },
};

function messagesFor(input: CompressInput, options: CompressOptions, wanted: number): readonly PromptMessage[] {
  const { question, answer } = traceParts(input);
  const values = {
    question,
    answer,
    steps: part('The steps:', 'STEPS', numberedSteps(input, allSteps(input))),
    count: `The reasoning has ${stepsOf(input.text.steps.length)}. Write it in exactly ${stepsOf(wanted)}.\n`,
    instruction: instructionPart(options),
  };
  return fillPrompt(skipStepsPrompt, values, options);
}

/** The three checks: as many steps as asked, the answer right (with all that guards say), and shorter. */
function candidateOf(input: CompressInput, reply: ModelReply, asked: number): Candidate {
  const bad = (why: string): Candidate => ({ kind: 'bad', asked, why });
  const read = askedText(reply, fenceMarkers('STEPS', numberedSteps(input, allSteps(input))));
  if (read.kind !== 'text') return bad(read.reason);
  const steps = numberedParts(read.text);
  if (steps.length !== asked) return bad(`it has ${steps.length === 0 ? 'no numbered steps' : stepsOf(steps.length)}.`);
  const text = steps.join(separatorOf(input));
  const judged = judgeText(input, text);
  if (!judged.accepted) return bad(objection(judged));
  if (judged.tokens.after >= judged.tokens.before) return bad('it is not shorter.');
  return { kind: 'good', asked, text, tokens: judged.tokens.after };
}

/** The parts of a text behind "[1]", "[2]", ... at line starts, without the numbers; stops where the numbering breaks. */
function numberedParts(text: string): readonly string[] {
  const parts: string[] = [];
  let lines: string[] = [];
  const close = (): void => {
    const done = lines.join('\n').trim();
    if (done !== '') parts.push(done);
    lines = [];
  };
  for (const line of text.split('\n')) {
    const match = /^[ \t*]{0,6}\[(\d{1,4})\][*]{0,2}[ \t]{0,4}(.*)$/.exec(line);
    if (match !== null && Number(match[1]) === parts.length + (lines.length > 0 ? 2 : 1)) {
      close();
      lines.push(match[2] ?? '');
    } else if (lines.length > 0) lines.push(line);
  }
  close();
  return parts;
}

/** What stands between most steps of the source. */
function separatorOf({ text: { reasoning, steps } }: CompressInput): string {
  const gaps = new Map<string, number>();
  steps.slice(1).forEach((span, index) => {
    const gap = reasoning.slice(steps[index]?.end ?? span.start, span.start);
    gaps.set(gap, (gaps.get(gap) ?? 0) + 1);
  });
  const [most] = [...gaps].sort((a, b) => b[1] - a[1])[0] ?? ['\n'];
  return most.trim() === '' && most !== '' ? most : '\n';
}

function stepsOf(count: number): string {
  return count === 1 ? '1 step' : `${count} steps`;
}
