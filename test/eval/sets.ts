import { readTrace } from '../../src/core/analysis/facts.ts';
import { gatherEvidence } from '../../src/core/analysis/score.ts';
import {
  cleanChains,
  humanChains,
  insertedChains,
  type LabelledChain,
  mapTexts,
  rewordedChains,
  tailChains,
} from './chains.ts';
import { maskCues } from './mask.ts';
import { withLoop, withRepeat } from './repeats.ts';

/** A named set of labelled chains. */
export interface EvalSet {
  readonly id: string;
  readonly title: string;
  readonly masked: boolean;
  readonly chains: readonly LabelledChain[];
}

function repeats(
  chains: readonly LabelledChain[],
  kind: 'verbatim' | 'paraphrase',
  seed: number,
): readonly LabelledChain[] {
  return chains.flatMap((chain, index) => {
    const made = withRepeat(chain, kind, seed * 100_003 + index);
    return made === null ? [] : [made];
  });
}

/** All sets that the data at hand allow; each plain, and the labelled ones also with cue words masked. */
export function evalSets(): readonly EvalSet[] {
  const inserted = insertedChains();
  const clean = cleanChains();
  const human = humanChains();
  const tail = tailChains();
  const base = [...human.slice(0, 200), ...clean];
  const plain: readonly (readonly [string, string, readonly LabelledChain[]])[] = [
    ['inserted', 'Inserted redundancy', inserted],
    ['clean', 'Clean chains', clean],
    ['human', 'Solutions by people', human],
    ['tail', 'Tail of long thinking', tail],
    ['tail-steps', 'The same tail, no separate answer', tail.map((c) => ({ ...c, text: { ...c.text, answer: null } }))],
    ['tail-known', 'The same tail, reference answer in the record', tailChains(true)],
    ['verbatim', 'Repeats, verbatim', repeats(base, 'verbatim', 1)],
    ['paraphrase', 'Repeats, paraphrased', repeats(base, 'paraphrase', 2)],
    ['reworded', 'Repeats, reworded by hand', rewordedChains(1)],
    ['reworded-2', 'Repeats, reworded by hand, second set', rewordedChains(2)],
    ['loop', 'Runaway loops', human.slice(200, 260).map(withLoop)],
  ];
  return plain
    .filter(([, , chains]) => chains.length > 0)
    .flatMap(([id, title, chains]) => [
      { id, title, masked: false, chains },
      { id, title, masked: true, chains: chains.map((chain) => mapTexts(chain, maskCues)) },
    ]);
}

/** Features of every step of a chain. */
export function featuresOfChain(chain: LabelledChain): readonly Readonly<Record<string, number>>[] {
  return gatherEvidence(readTrace(chain.text), []).map((evidence) => evidence.features);
}
