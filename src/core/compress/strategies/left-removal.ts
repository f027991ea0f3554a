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
  takes: ['ratio'],
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

/** The last sentences of the step that fit into `room` tokens; the last step of all never goes whole. */
function partly(input: CompressInput, index: number, room: number, isLast: boolean): StepAction {
  const span = input.text.steps[index];
  const text = span === undefined ? '' : input.text.reasoning.slice(span.start, span.end);
  const whole: StepAction = isLast ? { kind: 'keep' } : { kind: 'drop', reason: 'Removed from the left.' };
  // Half a formula or code block helps nobody: such a step goes or stays whole.
  if (/[\\$`{}]/.test(text)) return whole;
  const starts = [...text.matchAll(/[.!?\n]\s+(?=\S)/g)].map((match) => match.index + match[0].length);
  // The later the start, the fewer the tokens: halving finds the longest rest that fits.
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (input.counter.count(text.slice(starts[middle])) <= room) high = middle;
    else low = middle + 1;
  }
  const start = starts[low] ?? (isLast ? starts.at(-1) : undefined);
  if (start === undefined) return whole;
  return { kind: 'rewrite', reason: 'Its first sentences were removed from the left.', text: text.slice(start) };
}
