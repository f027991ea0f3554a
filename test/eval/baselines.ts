import { type LabelledChain, stepsOf } from './chains.ts';

/** A trivial score per step, to compare with. */
export interface Baseline {
  readonly id: string;
  score(chain: LabelledChain): readonly number[];
}

const words = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const CUE =
  /\b(?:verif|check|confirm|again|double|recap|restat|reiterat|re-?evaluat|re-?calculat|wait|alternatively|indeed|ensure|sure)\w*/gi;

/** Share of a step's words that stand in an earlier step or the question. */
const overlap: Baseline = {
  id: 'word overlap',
  score: (chain) => {
    const seen = new Set(words(chain.text.question ?? ''));
    return stepsOf(chain).map((step) => {
      const mine = words(step);
      const share = mine.length === 0 ? 1 : mine.filter((w) => seen.has(w)).length / mine.length;
      for (const word of mine) seen.add(word);
      return share;
    });
  },
};

const cues: Baseline = {
  id: 'cue words',
  score: (chain) => stepsOf(chain).map((step) => step.match(CUE)?.length ?? 0),
};
const position: Baseline = { id: 'position', score: (chain) => chain.labels.map((_, i) => i / chain.labels.length) };
const short: Baseline = { id: 'shortness', score: (chain) => stepsOf(chain).map((step) => -step.length) };
const long: Baseline = { id: 'length', score: (chain) => stepsOf(chain).map((step) => step.length) };

export const baselines: readonly Baseline[] = [overlap, cues, position, short, long];
