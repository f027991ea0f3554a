import { wordsHash } from '../../../base/hash.ts';
import { stepHash } from '../../document/step-hash.ts';
import type { PresentStep } from '../anchor.ts';
import type { LabelledChain } from './labelled-chain.ts';

/** Finds the labelled chains of a trace: those on its question whose steps are its first ones, white space aside. */
export class ChainMatcher {
  readonly #byQuestion = new Map<string, { readonly place: number; readonly hashes: readonly string[] }[]>();
  readonly #chains: readonly LabelledChain[];

  constructor(chains: readonly LabelledChain[]) {
    this.#chains = chains;
    for (const [place, { question, steps }] of chains.entries()) {
      const key = questionKey(question);
      const hashes = steps.map(({ text }) => stepHash(text));
      const known = this.#byQuestion.get(key);
      if (known) known.push({ place, hashes });
      else this.#byQuestion.set(key, [{ place, hashes }]);
    }
  }

  /** Places of the fitting chains in the list; empty when there is none. */
  of(question: string | null, now: readonly PresentStep[]): readonly number[] {
    if (question === null) return [];
    const candidates = this.#byQuestion.get(questionKey(question)) ?? [];
    return candidates
      .filter(({ hashes }) => hashes.every((hash, index) => now[index]?.hash === hash))
      .map(({ place }) => place);
  }

  chain(place: number): LabelledChain | undefined {
    return this.#chains[place];
  }
}

function questionKey(question: string): string {
  return wordsHash(question.toLowerCase());
}
