import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { analyzeTexts, textsOf } from '../app/analyze-trace.ts';
import { type JobStore, openJobStore } from '../app/batch/job-store.ts';
import { type Journal, journalPath, openJournal } from '../app/batch/journal.ts';
import { batchTraces } from '../app/batch/traces.ts';
import type { BatchJob, BatchRuntime, BatchTrace, CompressOne, ModelIdentity } from '../app/batch/types.ts';
import { compressTrace } from '../app/compress-trace.ts';
import type { CorpusEntry } from '../app/open-corpus.ts';
import { variantsPath } from '../app/variant-store.ts';
import { asksModel } from '../core/compress/asks-model.ts';
import type { CompressionStrategy, CompressOptions } from '../core/compress/types.ts';
import { tokenizerName } from '../core/tokens/registry.ts';
import type { TokenCounter } from '../core/tokens/types.ts';
import { nodeAppendFile } from '../platform/node/files.ts';
import type { Choices } from './choices.ts';
import type { CliHost } from './host.ts';

/** What is asked for, whatever file it is done to. */
export interface Wish {
  readonly choices: Choices;
  readonly strategy: CompressionStrategy;
  readonly options: CompressOptions;
  /** Null without an endpoint. */
  readonly model: ModelIdentity | null;
}

/** The batch of one file. A model that the strategy does not need is no part of it. */
export function jobOf(wish: Wish, file: string): BatchJob {
  const { choices, strategy, options } = wish;
  const { segmenter, segmenterPattern, preset, disabledPasses } = choices.analyze;
  return {
    corpus: basename(file),
    strategy,
    options,
    model: asksModel(strategy, options) ? wish.model : null,
    analysis: { segmenter, segmenterPattern, preset, disabledPasses, tokenizer: tokenizerName(choices.tokenizer) },
  };
}

/** Compresses traces in this process. */
export function localCompress({ strategy, options, choices }: Wish, counter: TokenCounter): CompressOne {
  return ({ trace }, model) => {
    const { text, analysis } = analyzeTexts(textsOf(trace), trace.givenSteps, counter, choices.analyze);
    return compressTrace(strategy, { text, analysis, counter }, options, model);
  };
}

/** The traces of records as they come. */
export async function* tracesOf(entries: AsyncIterable<CorpusEntry>, job: BatchJob): AsyncGenerator<BatchTrace> {
  for await (const entry of entries) yield* batchTraces(entry, job);
}

const clock = (): string => new Date().toISOString();

/** The journal of a corpus: the named file, else the one beside it. */
export function openJournalOf(file: string, named: string | undefined): Promise<Journal> {
  return openJournal(nodeAppendFile(named ?? journalPath(file)), clock);
}

export function openVariantsOf(file: string): Promise<JobStore> {
  return openJobStore(nodeAppendFile(variantsPath(file)));
}

/** What the process gives a batch. */
export function batchRuntime(host: CliHost): BatchRuntime {
  return {
    clock,
    wait: async (ms, signal) => {
      await sleep(ms, undefined, { signal });
    },
    toolVersion: host.version,
  };
}
