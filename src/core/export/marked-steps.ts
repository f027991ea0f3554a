import type { Span } from '../model/span.ts';
import { hasThinkTags } from '../readers/shared/think-tags.ts';
import { placeFor, THINK_MARKS, type ThoughtPlace } from './thoughts.ts';
import type { ExportOption, ExportTrace } from './types.ts';

/** The option `train`: which steps are trained. */
export const TRAIN_OPTION: ExportOption = {
  id: 'train',
  title: 'Trained steps',
  summary: 'which steps of the whole chain are trained; the others are read only',
  kind: 'choice',
  default: 'kept',
  choices: [
    { id: 'kept', title: 'those that the shortest accepted variant keeps' },
    { id: 'unflagged', title: 'those that the analysis does not flag' },
  ],
};

/** Places of thoughts in which steps can be told apart. */
export const MARKED_PLACES: readonly ThoughtPlace[] = ['auto', 'think-tags', 'plain'];

/** A piece of a reply: a step with the white space around it, or what stands before or behind the steps. */
export interface Piece {
  readonly text: string;
  readonly train: boolean;
}

export type MarkedReading =
  | { readonly kind: 'pieces'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'skipped'; readonly reason: string };

/** The reply of a trace in pieces, which together are its whole text without white space at its ends. */
export function markedReply(trace: ExportTrace, by: string, wanted: ThoughtPlace): MarkedReading {
  const { reasoning, steps } = trace;
  if (steps.length === 0) return skipped('No steps.');
  const trained = trainedSteps(trace, by);
  if (typeof trained === 'string') return skipped(trained);
  if (trained.every((each) => each)) return skipped('Every step would be trained.');
  if (trained.every((each) => !each)) return skipped('No step would be trained.');
  const said = trace.tail.trim();
  const place = placeFor(trace, wanted);
  if (place === 'think-tags' && said === '') return skipped('No answer behind the thoughts.');
  if (place === 'think-tags' && hasThinkTags(reasoning)) return skipped('The thoughts hold <think> marks themselves.');
  const start = reasoning.length - reasoning.trimStart().length;
  const spans = steps.map((step, index) => ({ ...step, end: stepEnd(reasoning, step, steps[index + 1]) }));
  const texts = spans.map(({ end }, index) => reasoning.slice(spans[index - 1]?.end ?? start, end));
  const [before, behind] = around(place, said, trace.tail);
  // The line end in front of what follows belongs to the last step.
  const line = behind.slice(0, behind.length - behind.trimStart().length).lastIndexOf('\n') + 1;
  texts.push(`${texts.pop() ?? ''}${behind.slice(0, line)}`);
  const pieces = [
    { text: before, train: true },
    ...texts.map((text, index) => ({ text, train: trained[index] === true })),
    { text: behind.slice(line), train: true },
  ];
  return { kind: 'pieces', pieces: pieces.filter(({ text }) => text !== '') };
}

/** What stands before and behind the thoughts. */
function around(place: Exclude<ThoughtPlace, 'auto'>, said: string, tail: string): readonly [string, string] {
  if (place !== 'think-tags') return ['', tail.trimEnd()];
  return [THINK_MARKS.open, `${THINK_MARKS.close}${said}`];
}

/**
 * Where a step ends when the white space between steps is dealt out: line ends belong to the step before, spaces to the step
 * behind them, as tokenizers join them. The last step ends with its text.
 */
function stepEnd(reasoning: string, step: Span, next: Span | undefined): number {
  if (next === undefined) return Math.max(step.end, reasoning.trimEnd().length);
  const line = reasoning.slice(step.end, next.start).lastIndexOf('\n');
  return line < 0 ? step.end : step.end + line + 1;
}

/** Whether each step is trained, or why that cannot be said. */
function trainedSteps(trace: ExportTrace, by: string): readonly boolean[] | string {
  if (by === 'unflagged') {
    const { steps } = trace.analysis();
    return trace.steps.map((_step, index) => steps[index]?.flagged !== true);
  }
  const planned = trace.variants.filter(({ variant }) => variant?.plan?.actions.length === trace.steps.length);
  const [shortest] = [...planned].sort((a, b) => a.tokens - b.tokens);
  if (trace.variants.length === 0) return 'No accepted variant.';
  const actions = shortest?.variant?.plan?.actions;
  if (actions === undefined) return 'No accepted variant that is made of the steps.';
  return actions.map(({ kind }) => kind === 'keep' || kind === 'merge');
}

function skipped(reason: string): MarkedReading {
  return { kind: 'skipped', reason };
}
