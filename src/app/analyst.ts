import type { Trace } from '../core/model/trace.ts';
import type { TokenCounter } from '../core/tokens/types.ts';
import { type AnalyzeChoices, type AnalyzedText, analyzeTexts, textsOf } from './analyze-trace.ts';

/** How one analysis is wanted. */
export interface AnalysisCall {
  /** Stops it: a waiting one is not begun, a running one is given up. */
  readonly signal?: AbortSignal;
  /** Somebody looks at what it is for: it comes before all that wait, the newest such one first. */
  readonly urgent?: boolean;
}

/** Analyses traces under fixed choices, elsewhere or right here. */
export interface TraceAnalyst {
  /** How many analyses are worth asking for at a time; 1 where they hold the thread that asks. */
  readonly width: number;
  /** Rejects when it was stopped or the analysis has an error of its own; any text has an analysis. */
  analyze(trace: Trace, call?: AnalysisCall): Promise<AnalyzedText>;
}

/** Threads that analyse for whoever asks. */
export interface AnalysisPool {
  /** `tokenizer`: as a setting names it. Its data is loaded by each thread; an analysis rejects when it cannot be. */
  under(choices: AnalyzeChoices, tokenizer: string): TraceAnalyst;
  /** Ends the threads; what still waits is rejected. */
  close(): Promise<void>;
}

/** Analyses in the thread that asks, for where there are no others. */
export function analystHere(choices: AnalyzeChoices, counter: TokenCounter): TraceAnalyst {
  return {
    width: 1,
    analyze: async (trace, call) => {
      call?.signal?.throwIfAborted();
      return analyzeTexts(textsOf(trace), trace.givenSteps, counter, choices);
    },
  };
}

/** Characters of reasoning that wait beside each other at most; a longer trace waits alone. */
const MOST_CHARS = 8 << 20;

/** Results that were begun and are taken in their order. What was begun and is never taken may fail unheard. */
export class Ahead<Result> {
  readonly #most: number;
  readonly #begun: { readonly result: Promise<Result>; readonly chars: number }[] = [];
  #chars = 0;

  /** For an analyst of that width. */
  constructor(width: number) {
    this.#most = width;
  }

  get isEmpty(): boolean {
    return this.#begun.length === 0;
  }

  /** True when nothing more should be begun before the next result is taken. */
  get isFull(): boolean {
    return this.#begun.length >= this.#most || this.#chars >= MOST_CHARS;
  }

  /** `chars`: size of what it works on. */
  begin(result: Promise<Result>, chars: number): void {
    result.catch(() => {});
    this.#begun.push({ result, chars });
    this.#chars += chars;
  }

  /** The first of those that were not taken; rejects as it did, or when there is none. */
  async next(): Promise<Result> {
    const first = this.#begun.shift();
    if (!first) throw new Error('Nothing was begun.');
    this.#chars -= first.chars;
    return first.result;
  }
}
