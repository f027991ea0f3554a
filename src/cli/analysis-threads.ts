import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type AnalysisPool, analystHere, type TraceAnalyst } from '../app/analyst.ts';
import type { Corpus } from '../app/open-corpus.ts';
import type { TokenCounter } from '../core/tokens/types.ts';
import { analysisPool } from '../platform/node/analysis-pool.ts';
import type { Args, OptionTable } from './args.ts';
import type { Choices } from './choices.ts';
import type { CliHost } from './host.ts';

/** Threads beyond these wait for the one that reads and prints. */
const MOST_THREADS = 8;
/** Files smaller than this are done sooner than threads are ready. */
const WORTH_BYTES = 4 << 20;

/** The option of commands that analyse with several threads. */
export const THREADS_OPTION: OptionTable = {
  threads: {
    type: 'string',
    value: 'N',
    help: `threads that analyse a large file (one for each core, at most ${MOST_THREADS}); each takes memory of its own`,
  },
};

/** Threads as `--threads` says; what is wrong goes to `args.wrong`. */
export function readThreads(args: Args): number {
  const isRight = (value: number) => Number.isSafeInteger(value) && value >= 1 && value <= 64;
  return (
    args.number('threads', 'a whole number from 1 to 64', isRight) ?? Math.min(availableParallelism(), MOST_THREADS)
  );
}

/** Who analyses the traces of each file of a run. */
export class AnalysisThreads {
  readonly #here: TraceAnalyst;
  readonly #pool: AnalysisPool | null;
  readonly #choices: Choices;

  constructor(threads: number, choices: Choices, counter: TokenCounter, { distFolder }: CliHost) {
    const script = join(distFolder, 'analysis-worker.cjs');
    this.#here = analystHere(choices.analyze, counter);
    this.#choices = choices;
    const parts = { script, threads, ranks: join(distFolder, 'ranks') };
    this.#pool = threads > 1 && existsSync(script) ? analysisPool(parts) : null;
  }

  /** Many at a time for files where that is worth it. */
  of(corpora: readonly Corpus[]): TraceAnalyst {
    const bytes = corpora.reduce((sum, { source }) => sum + source.sizeBytes, 0);
    if (this.#pool === null || bytes < WORTH_BYTES) return this.#here;
    return this.#pool.under(this.#choices.analyze, this.#choices.tokenizer);
  }

  async close(): Promise<void> {
    await this.#pool?.close();
  }
}
