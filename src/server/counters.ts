import { openTokenizer } from '../core/tokens/registry.ts';
import type { TokenCounter, TokenizerData } from '../core/tokens/types.ts';

/** Makes each tokenizer's counter once. When its data cannot be had, the estimate counts and `onTrouble` hears why. */
export class Counters {
  readonly #data: TokenizerData;
  readonly #onTrouble: (message: string) => void;
  readonly #byId = new Map<string, Promise<TokenCounter>>();

  constructor(data: TokenizerData, onTrouble: (message: string) => void) {
    this.#data = data;
    this.#onTrouble = onTrouble;
  }

  /** The counter of a tokenizer on offer or of a model's `tokenizer.json`. */
  get(id: string): Promise<TokenCounter> {
    const known = this.#byId.get(id);
    if (known) return known;
    const made = this.#make(id);
    this.#byId.set(id, made);
    return made;
  }

  async #make(id: string): Promise<TokenCounter> {
    try {
      return await openTokenizer(id, this.#data);
    } catch (error) {
      if (id === 'estimate') throw error;
      const reason = error instanceof Error ? error.message : String(error);
      this.#onTrouble(`Tokens are estimated, because the tokenizer ${id} cannot be loaded: ${reason}`);
      this.#byId.delete(id);
      return this.get('estimate');
    }
  }
}
