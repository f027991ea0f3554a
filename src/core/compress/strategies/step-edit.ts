import { firstFailed, planReading, sentences, textOf } from '../candidates.ts';
import { isKept } from '../plan.ts';
import { allSteps, instructionPart, numberedWindow, part, stepText, traceParts } from '../prompt-parts.ts';
import { fillPrompt } from '../prompts/fill.ts';
import { stepEditPrompt } from '../prompts/step-edit.ts';
import { type Decision, readDecisions } from '../read-decisions.ts';
import type { CompressInput, CompressOptions, EndpointStrategy, PromptMessage, StepAction } from '../types.ts';

const ACTIONS = ['KEEP', 'DELETE', 'REWRITE', 'MERGE'] as const;
/** Steps that one question asks about. */
const A_QUESTION = 60;

/** One of four edits for each step. */
export const stepEdit: EndpointStrategy = {
  needs: 'completer',
  id: 'step-edit',
  version: 1,
  title: 'Edit step by step',
  summary:
    'A model says keep, delete, rewrite or merge for every step, and the trace stays in its own voice (DRP, arXiv 2505.13975); steps that guards need come back. One question for 60 steps.',
  takes: ['instruction'],
  scope: 'trace',
  prompts: [stepEditPrompt],
  async run(input, options, model) {
    const steps = allSteps(input);
    if (steps.length === 0) return { kind: 'refused', reason: 'The reasoning has no steps.' };
    const windows = Array.from({ length: Math.ceil(steps.length / A_QUESTION) }, (_, i) => ({
      first: i * A_QUESTION,
      last: Math.min(steps.length, (i + 1) * A_QUESTION) - 1,
    }));
    const replies = await Promise.all(windows.map((window) => model.ask(messagesFor(input, options, window))));
    const failed = firstFailed(replies);
    if (failed) return failed;
    const decisions = new Map<number, Decision>();
    for (const [index, { first, last }] of windows.entries()) {
      for (const one of readDecisions(textOf(replies[index]), ACTIONS)) {
        if (one.step >= first && one.step <= last) decisions.set(one.step, one);
      }
    }
    if (decisions.size === 0) return { kind: 'refused', reason: 'The reply names no action for any step.' };
    const missing = steps.length - decisions.size;
    const note = missing === 0 ? '' : `The reply says nothing of ${missing} steps, which stay.`;
    return planReading(input, { actions: actionsOf(input, decisions) }, sentences(countsOf(decisions), note));
  },
};

function messagesFor(
  input: CompressInput,
  options: CompressOptions,
  { first, last }: { readonly first: number; readonly last: number },
): readonly PromptMessage[] {
  const { question, answer } = traceParts(input);
  const all = first === 0 && last === input.text.steps.length - 1;
  const values = {
    question,
    answer,
    steps: part('The steps:', 'STEPS', numberedWindow(input, first, last)),
    range: all ? '' : `Give the entries of the steps ${first + 1} to ${last + 1} only.\n`,
    instruction: instructionPart(options),
  };
  return fillPrompt(stepEditPrompt, values, options);
}

function countsOf(decisions: ReadonlyMap<number, Decision>): string {
  const counts = ACTIONS.flatMap((action) => {
    const count = [...decisions.values()].filter(({ label }) => label === action).length;
    return count === 0 ? [] : [`${count} ${action.toLowerCase()}`];
  });
  return `The model said ${counts.join(', ')}.`;
}

/** The actions of a plan. A rewrite that is not shorter, or has no text, keeps; a first step cannot be merged. */
function actionsOf(input: CompressInput, decisions: ReadonlyMap<number, Decision>): readonly StepAction[] {
  const actions: StepAction[] = [];
  for (const step of input.text.steps.keys()) {
    const decision = decisions.get(step);
    const text = decision === undefined ? '' : withoutEcho(decision.text);
    if (decision?.label === 'DELETE') actions.push({ kind: 'drop', reason: 'A model would delete it.' });
    else if (decision?.label === 'REWRITE' && isShorter(input, text, [step]))
      actions.push({ kind: 'rewrite', reason: 'Rewritten by a model.', text });
    else if (decision?.label === 'MERGE') mergeInto(input, actions, step, text);
    else actions.push({ kind: 'keep' });
  }
  return actions;
}

/** Adds a step that a model would merge with the kept one before it. */
function mergeInto(input: CompressInput, actions: StepAction[], step: number, text: string): void {
  const before = actions.findLastIndex(isKept);
  if (before < 0) actions.push({ kind: 'keep' });
  else if (text === '') actions.push({ kind: 'merge', reason: `A model would join it to step ${before + 1}.` });
  else if (isShorter(input, text, [before, step])) {
    actions[before] = { kind: 'rewrite', reason: `Merged with step ${step + 1} by a model.`, text };
    actions.push({ kind: 'drop', reason: `Merged into step ${before + 1} by a model.` });
  } else actions.push({ kind: 'keep' });
}

function isShorter(input: CompressInput, text: string, steps: readonly number[]): boolean {
  const before = steps.map((step) => stepText(input, step)).join('\n');
  return text !== '' && input.counter.count(text) < input.counter.count(before);
}

/** The text without quotes around it or the fence marker behind it that a model may have echoed. */
function withoutEcho(text: string): string {
  const lines = text.split('\n').filter((line) => !/^(?:<<<)?STEPS-\d{1,4}(?:>>>)?$/.test(line.trim()));
  return lines.join('\n').trim();
}
