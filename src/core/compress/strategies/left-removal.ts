import { targetTokens } from '../target.ts';
import type { BuiltInStrategy, CompressInput, StepAction } from '../types.ts';

/** A stage of ICoT-SI (arXiv 2405.14838): reasoning goes from the left. */
export const leftRemoval: BuiltInStrategy = {
  needs: 'none',
  id: 'left-removal',
  version: 1,
  title: 'Left-side removal',
  summary:
    'Removes the first steps first, the last of them in part, down to the asked ratio, as a stage of implicit chain of thought does; guards put back what the answer needs.',
  plan(input, options) {
    const target = targetTokens(input, options);
    const { steps } = input.analysis;
    let room = target;
    let cut = steps.length;
    while (cut > 0 && (steps[cut - 1]?.tokens ?? 0) <= room) {
      cut -= 1;
      room -= steps[cut]?.tokens ?? 0;
    }
    const actions = steps.map((step): StepAction => {
      if (step.index >= cut) return { kind: 'keep' };
      if (step.index === cut - 1) return partly(input, step.index, room, cut === steps.length);
      return { kind: 'drop', reason: 'Removed from the left.' };
    });
    return { actions };
  },
};

/** The end of the step that fits into `room` tokens, from the start of a word on; the last step never goes whole. */
function partly(input: CompressInput, index: number, room: number, isLast: boolean): StepAction {
  const span = input.text.steps[index];
  const text = span === undefined ? '' : input.text.reasoning.slice(span.start, span.end);
  const words = [...text.matchAll(/\S+/g)].map((match) => match.index);
  // Counts fall with the start of the rest, so halving finds the longest rest that fits.
  let low = 1;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (input.counter.count(text.slice(words[middle])) <= room) high = middle;
    else low = middle + 1;
  }
  const rest = low < words.length ? text.slice(words[low]) : isLast ? text.slice(words.at(-1) ?? 0) : '';
  // Half a formula or code block helps nobody: such a step goes or stays whole.
  if (rest === '' || /[\\$`{}]/.test(text)) {
    return isLast ? { kind: 'keep' } : { kind: 'drop', reason: 'Removed from the left.' };
  }
  return { kind: 'rewrite', reason: 'Its first words were removed from the left.', text: rest };
}
