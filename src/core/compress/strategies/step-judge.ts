import { firstFailed, planReading, sentences, textOf } from '../candidates.ts';
import { planDropping } from '../plan.ts';
import { numberedWindow, part, traceParts } from '../prompt-parts.ts';
import { fillPrompt } from '../prompts/fill.ts';
import { stepJudgePrompt } from '../prompts/step-judge.ts';
import { readDecisions } from '../read-decisions.ts';
import type { CompressInput, CompressOptions, EndpointStrategy, PromptMessage } from '../types.ts';

/** The fixed labels, and why a step with one of them goes; null: it stays. */
const LABELS = {
  needed: null,
  check: 'A model judged it a check that changes nothing.',
  repeat: 'A model judged it a repeat.',
  'dead-end': 'A model judged it a dead end.',
} as const;
const NAMES = Object.keys(LABELS) as readonly (keyof typeof LABELS)[];
/** Steps that one question asks about. */
const A_QUESTION = 100;
/** Share of steps that a reply has to judge to be taken. */
const ENOUGH = 0.5;

/** A judge with a fixed set of labels. */
export const stepJudge: EndpointStrategy = {
  needs: 'completer',
  id: 'step-judge',
  version: 1,
  title: 'Judge the steps',
  summary:
    'A model labels every step needed, check, repeat or dead-end, after the step classes of PIR (arXiv 2505.19187); all but the needed go, and steps that guards need come back. One question for 100 steps.',
  scope: 'trace',
  prompts: [stepJudgePrompt],
  async run(input, options, model) {
    const count = input.text.steps.length;
    if (count === 0) return { kind: 'refused', reason: 'The reasoning has no steps.' };
    const starts = Array.from({ length: Math.ceil(count / A_QUESTION) }, (_, i) => i * A_QUESTION);
    const replies = await Promise.all(starts.map((first) => model.ask(messagesFor(input, options, first))));
    const failed = firstFailed(replies);
    if (failed) return failed;
    const labels = new Map<number, keyof typeof LABELS>();
    starts.forEach((first, index) => {
      for (const { step, label } of readDecisions(textOf(replies[index]), NAMES)) {
        const name = NAMES.find((each) => each === label);
        if (name !== undefined && step >= first && step < Math.min(count, first + A_QUESTION)) labels.set(step, name);
      }
    });
    if (labels.size < count * ENOUGH)
      return {
        kind: 'refused',
        reason: `The reply labels ${labels.size} of ${count} steps; at least half are needed.`,
      };
    const reasons = new Map([...labels].flatMap(([step, label]) => reasonFor(step, LABELS[label])));
    const missing = count - labels.size;
    const said = NAMES.map((name) => `${[...labels.values()].filter((label) => label === name).length} ${name}`);
    const note = missing === 0 ? '' : `The reply says nothing of ${missing} steps, which stay.`;
    return planReading(input, planDropping(count, reasons), sentences(`The judge said ${said.join(', ')}.`, note));
  },
};

function reasonFor(step: number, reason: string | null): readonly (readonly [number, string])[] {
  return reason === null ? [] : [[step, reason]];
}

function messagesFor(input: CompressInput, options: CompressOptions, first: number): readonly PromptMessage[] {
  const { question, answer } = traceParts(input);
  const count = input.text.steps.length;
  const last = Math.min(count, first + A_QUESTION);
  const values = {
    question,
    answer,
    steps: part('The steps:', 'STEPS', numberedWindow(input, first, last - 1)),
    range: count <= A_QUESTION ? '' : `Label the steps ${first + 1} to ${last} only.\n`,
  };
  return fillPrompt(stepJudgePrompt, values, options);
}
