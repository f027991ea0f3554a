import { fileModels, type OpenQuestion, suspending } from '../app/batch/file-round.ts';
import type { JobStore } from '../app/batch/job-store.ts';
import type { Journal } from '../app/batch/journal.ts';
import { runBatch } from '../app/batch/run-batch.ts';
import type { BatchTrace, ModelIdentity, TraceResult } from '../app/batch/types.ts';
import type { CorpusEntry } from '../app/open-corpus.ts';
import type { TokenCounter } from '../core/tokens/types.ts';
import { batchRuntime, jobOf, localCompress, tracesOf, type Wish } from './batch-job.ts';
import type { BatchWriter } from './batch-write.ts';
import type { CommandContext } from './context.ts';
import { breathe } from './visit-files.ts';

/** How a trace stands: stored, failed, waiting for results of a file, or with a question for the next file. */
export type RoundState = 'done' | 'failed' | 'waiting' | 'next';

/** One trace of a round, as `batch ... --json` prints it. */
export interface RoundRow {
  readonly file: string;
  readonly line: number;
  readonly id: string;
  readonly strategy: string;
  readonly state: RoundState;
  readonly accepted?: boolean;
  readonly tokens?: { readonly before: number; readonly after: number };
  readonly reason?: string;
}

/** What a round works with. */
export interface RoundParts {
  readonly wish: Wish & { readonly model: ModelIdentity };
  readonly journal: Journal;
  readonly variants: JobStore;
  readonly refused: ReadonlyMap<string, string>;
  readonly retryFailed: boolean;
  readonly counter: TokenCounter;
  readonly context: CommandContext;
  /** Null: open questions are only counted. */
  readonly writer: BatchWriter | null;
}

/** Works on every trace of a file as far as the journal has replies, and writes down what is open. Rejects with an Error for people when a file cannot be written. */
export async function runRound(
  entries: AsyncIterable<CorpusEntry>,
  file: string,
  parts: RoundParts,
  tell: (row: RoundRow) => Promise<void>,
): Promise<void> {
  const { wish, journal, variants, refused, retryFailed, counter, context, writer } = parts;
  const job = jobOf(wish, file);
  const open = new Map<BatchTrace, OpenQuestion[]>();
  const models = fileModels({
    identity: wish.model,
    journal,
    refused,
    again: retryFailed,
    onOpen: (question) => {
      open.set(question.trace, [...(open.get(question.trace) ?? []), question]);
    },
  });
  const compress = suspending(localCompress(wish, counter));
  const batch = runBatch(
    tracesOf(entries, job),
    job,
    { compress, models, stores: { variants, journal }, runtime: batchRuntime(context.host) },
    { concurrency: 1, finished: 'skip', retryFailed, signal: context.signal },
  );
  for await (const result of batch.results) {
    const own = open.get(result.trace) ?? [];
    open.delete(result.trace);
    for (const question of own) {
      if (question.kind !== 'new' || writer === null) continue;
      const trouble = await writer.add(question.key, question.question, question.trace);
      if (trouble !== null) throw new Error(trouble);
    }
    await tell(rowOf(result, file, own, parts));
    await breathe();
  }
}

function rowOf(
  result: TraceResult,
  file: string,
  open: readonly OpenQuestion[],
  { wish, variants }: RoundParts,
): RoundRow {
  const { entry, trace, job } = result.trace;
  const row = { file, line: entry.record.line, id: trace.id, strategy: wish.strategy.id };
  if (result.kind === 'failure') return { ...row, state: 'failed', reason: result.reason };
  if (result.kind === 'open') {
    const state = open.some(({ kind }) => kind === 'new') ? 'next' : 'waiting';
    return { ...row, state, reason: result.reason };
  }
  const stored = variants.find(job, entry.record.number);
  return { ...row, state: 'done', ...(stored ? { accepted: stored.accepted, tokens: stored.tokens } : {}) };
}
