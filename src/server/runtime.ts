import type { TokenizerData } from '../core/tokens/types.ts';

/** What the server needs of the place it runs in; made by an entry, so that Node and browsers share the rest. */
export interface ServerRuntime {
  readonly tokenizers: TokenizerData;
  /** Lets waiting messages in; resolves as soon as they had their turn. */
  readonly yield: () => Promise<void>;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Runs `action` after `milliseconds` unless the returned function is called before. */
  readonly after: (milliseconds: number, action: () => void) => () => void;
}
