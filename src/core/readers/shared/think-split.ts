import type { Span } from '../../model/span.ts';

/** How a text with thinking marks falls apart; spans are offsets into the text, without the white space at their ends. */
export interface ThinkSplit {
  readonly reasoning: Span;
  /** What follows the thinking; null when nothing does. */
  readonly answer: Span | null;
  /** `cut`: the thinking is never closed; `uneven`: several or nested blocks, read as one from the first mark to the last. */
  readonly state: 'whole' | 'opening-missing' | 'cut' | 'uneven';
  /** True when the text begins with the thinking, marked or not. */
  readonly fromStart: boolean;
}
