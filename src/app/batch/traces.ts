import type { Trace } from '../../core/model/trace.ts';
import type { Corpus, CorpusEntry } from '../open-corpus.ts';
import { jobId } from '../variant-row.ts';
import type { BatchJob, BatchTrace } from './types.ts';

/** Says whether a trace belongs to a batch. */
export type Wanted = (entry: CorpusEntry, trace: Trace) => boolean | Promise<boolean>;

/** The traces of a record with the names of their jobs. */
export function batchTraces(entry: CorpusEntry, job: BatchJob): readonly BatchTrace[] {
  const { strategy, options, model, analysis } = job;
  return entry.traces.map((trace) => ({
    entry,
    trace,
    job: jobId({
      sourceHash: entry.hash,
      traceIndex: trace.index,
      strategy: strategy.id,
      strategyVersion: strategy.version,
      options,
      model,
      analysis,
    }),
  }));
}

/** The wanted traces of a corpus, in its order; records are read when it is their turn. */
export async function* corpusTraces(
  corpus: Corpus,
  job: BatchJob,
  wanted: Wanted = () => true,
): AsyncGenerator<BatchTrace> {
  for (let position = 0; position < corpus.count; position += 1) {
    const entry = await corpus.entry(position);
    if (entry === undefined) return;
    for (const each of batchTraces(entry, job)) if (await wanted(entry, each.trace)) yield each;
  }
}
