import { findTokenizer } from '../core/tokens/registry.ts';
import type { RankLoader, TokenCounter } from '../core/tokens/types.ts';

/** Makes each tokenizer's counter once. When rank data cannot be had, the estimate counts and `onTrouble` hears why. */
export class Counters {
  readonly #load: RankLoader;
  readonly #onTrouble: (message: string) => void;
  readonly #byId = new Map<string, Promise<TokenCounter>>();

  constructor(load: RankLoader, onTrouble: (message: string) => void) {
    this.#load = load;
    this.#onTrouble = onTrouble;
  }

  /** The counter of a tokenizer on offer. */
  get(id: string): Promise<TokenCounter> {
    const known = this.#byId.get(id);
    if (known) return known;
    const made = this.#make(id);
    this.#byId.set(id, made);
    return made;
  }

  async #make(id: string): Promise<TokenCounter> {
    const tokenizer = findTokenizer(id);
    try {
      if (!tokenizer) throw new Error('there is no such tokenizer');
      return await tokenizer.create(this.#load);
    } catch (error) {
      if (id === 'estimate') throw error;
      const reason = error instanceof Error ? error.message : String(error);
      this.#onTrouble(`Tokens are estimated, because the tokenizer ${id} cannot be loaded: ${reason}`);
      this.#byId.delete(id);
      return this.get('estimate');
    }
  }
}
