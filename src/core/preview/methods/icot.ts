import { offsetDistribution, removedTokens, scheduledRemoval } from '../../export/icot-schedule.ts';
import type { MethodPreview, PreviewInput, PreviewMark, PreviewValues } from '../types.ts';

/** Epochs that the slider reaches beyond the one at which everything is gone. */
const AFTER = 1;
/** As in the paper's runs of larger models on GSM8K. */
const DELTA = 8;
const BEYOND = 39;
/** Tokens less likely to be gone than this are not marked. */
const LEAST_CHANCE = 0.001;

/** The curriculum of stepwise internalization (ICoT-SI, arXiv 2405.14838): tokens go from the left, Delta more each epoch. */
export const icot: MethodPreview = {
  id: 'icot',
  title: 'ICoT curriculum',
  summary: 'which tokens are gone at epoch e of stepwise internalization, with removal smoothing',
  controls({ tokenEnds }, values) {
    if (tokenEnds.length === 0) return 'The trace has no reasoning.';
    return [
      { id: 'epoch', title: 'Epoch', least: 0, most: lastEpoch(tokenEnds.length, values) + AFTER, step: 1, default: 1 },
      { id: 'delta', title: 'Tokens removed an epoch (Delta)', least: 1, most: 32, step: 1, default: DELTA },
      { id: 'lambda', title: 'Smoothing (lambda)', least: 0.5, most: 8, step: 0.5, default: 4 },
      {
        id: 'all-beyond',
        title: 'Remove all once this many are due (0: never)',
        least: 0,
        most: 200,
        step: 1,
        default: BEYOND,
      },
    ];
  },
  show(input, values) {
    const { delta = DELTA, lambda = 4, epoch = 0 } = values;
    const all = input.tokenEnds.length;
    const scheduled = scheduledRemoval(epoch, { delta, stepsPerEpoch: 1 });
    const beyond = beyondOf(values);
    const gone = removedTokens(all, scheduled, 0, beyond);
    return {
      marks: [...goneMark(input, gone), ...fadingMarks(input, gone, lambda)],
      sentences: [
        `Epoch ${epoch}: ${gone} of ${all} tokens (${input.tokenizer}) are gone, ${all - gone} are left.`,
        ...(gone < all ? [`${percent(chanceOfMore(lambda))} of the rows lose one token more, or several.`] : []),
        `Everything is gone from epoch ${lastEpoch(all, values)} on.`,
        'The optimizer is made anew each time the number of removed tokens grows.',
        ...(input.tokenizer === 'words' ? ['Words stand for tokens here: the tokenizer has none with places.'] : []),
      ],
    };
  },
};

/** The first epoch at which nothing is left of `all` tokens. */
function lastEpoch(all: number, values: PreviewValues): number {
  return Math.ceil(Math.min(all, beyondOf(values)) / (values.delta ?? DELTA));
}

function beyondOf(values: PreviewValues): number {
  const beyond = values['all-beyond'] ?? BEYOND;
  return beyond === 0 ? Number.POSITIVE_INFINITY : beyond;
}

function goneMark({ tokenEnds }: PreviewInput, gone: number): readonly PreviewMark[] {
  const end = gone === 0 ? 0 : (tokenEnds[gone - 1] ?? 0);
  return end === 0 ? [] : [{ start: 0, end, kind: 'gone' }];
}

/** The tokens that smoothing takes from some of the rows. */
function fadingMarks({ tokenEnds }: PreviewInput, gone: number, lambda: number): readonly PreviewMark[] {
  const chances = offsetDistribution(lambda);
  const marks: PreviewMark[] = [];
  for (let offset = 1; gone + offset <= tokenEnds.length; offset += 1) {
    const atLeast = chances.slice(offset).reduce((sum, chance) => sum + chance, 0);
    if (atLeast < LEAST_CHANCE) break;
    const at = gone + offset - 1;
    marks.push({ start: at === 0 ? 0 : (tokenEnds[at - 1] ?? 0), end: tokenEnds[at] ?? 0, kind: 'fading' });
  }
  return marks;
}

function chanceOfMore(lambda: number): number {
  return 1 - (offsetDistribution(lambda)[0] ?? 1);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
