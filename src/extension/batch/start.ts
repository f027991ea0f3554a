import { CancellationError, CancellationTokenSource, type Uri } from 'vscode';
import { type Estimate, estimateBatch } from '../../app/batch/estimate.ts';
import type { JobStore } from '../../app/batch/job-store.ts';
import type { Journal } from '../../app/batch/journal.ts';
import { journaledModels } from '../../app/batch/journaled-model.ts';
import { type Batch, runBatch } from '../../app/batch/run-batch.ts';
import { corpusTraces, type Wanted } from '../../app/batch/traces.ts';
import type { BatchJob, CompressOne } from '../../app/batch/types.ts';
import type { Corpus } from '../../app/open-corpus.ts';
import type { CompressionStrategy, CompressOptions } from '../../core/compress/types.ts';
import { modelIdentity, questionAsker } from '../../endpoints/ask-question.ts';
import type { EndpointProfile } from '../../endpoints/profile.ts';
import { limitsOfBatch, openClient } from '../endpoint/open-client.ts';
import type { LanguageServer } from '../language-client.ts';
import { analysisOf, textTarget } from './plan.ts';
import { now } from './stores.ts';

/** Traces at the same time where no model is asked: one works while the next is read. */
const BUILT_IN_CONCURRENCY = 2;

/** A batch as a person put it together. */
export interface CorpusBatch {
  readonly uri: Uri;
  readonly corpus: Corpus;
  readonly strategy: CompressionStrategy;
  readonly options: CompressOptions;
  /** Null for built-in strategies. */
  readonly profile: EndpointProfile | null;
  readonly key: string | undefined;
  readonly wanted: Wanted;
  readonly retryFailed: boolean;
  readonly variants: JobStore;
  readonly journal: Journal;
  readonly server: LanguageServer;
  readonly toolVersion: string;
}

/** What the batch will take. Rejects when the signal is aborted. */
export async function estimateCorpus(batch: CorpusBatch, signal: AbortSignal): Promise<Estimate> {
  const { uri, corpus, wanted, variants, journal, retryFailed, server, profile } = batch;
  const job = jobOf(batch);
  return estimateBatch(stoppable(corpusTraces(corpus, job, wanted), signal), job, {
    compress: compressOnServer(batch, signal),
    count: async (texts) => (await server.countTokens(uri, texts))?.counts ?? [],
    stores: { variants, journal },
    retryFailed,
    ...(profile?.maxTokens === undefined ? {} : { maxTokens: profile.maxTokens }),
    expected: corpus.count,
  });
}

/** Starts the batch; nothing happens until its results are asked for. */
export function startCorpus(batch: CorpusBatch, signal: AbortSignal): Batch {
  const { corpus, wanted, profile, key, variants, journal, retryFailed, toolVersion } = batch;
  const job = jobOf(batch);
  const client =
    profile && openClient(profile, { ...(key ? { key } : {}), limits: limitsOfBatch(profile, journal.cost) });
  const models =
    profile && client && journaledModels(modelIdentity(profile), journal, questionAsker(client, { signal }));
  const concurrency = profile?.concurrency ?? BUILT_IN_CONCURRENCY;
  return runBatch(
    corpusTraces(corpus, job, wanted),
    job,
    {
      compress: compressOnServer(batch, signal),
      models,
      stores: { variants, journal },
      runtime: { clock: now, wait, toolVersion },
    },
    { concurrency, finished: 'skip', retryFailed, signal },
  );
}

function jobOf({ uri, strategy, options, profile }: CorpusBatch): BatchJob {
  return {
    corpus: uri.path.split('/').at(-1) ?? '',
    strategy,
    options,
    model: profile && modelIdentity(profile),
    analysis: analysisOf(uri),
  };
}

/** Compresses traces in the language server's process, so that typing never waits. */
function compressOnServer({ uri, strategy, options, server }: CorpusBatch, signal: AbortSignal): CompressOne {
  return async ({ trace }, model) => {
    signal.throwIfAborted();
    const source = new CancellationTokenSource();
    const cancel = (): void => source.cancel();
    signal.addEventListener('abort', cancel);
    try {
      const params = { target: textTarget(uri, trace), strategy: strategy.id, options };
      const reply = await server.compress(params, source.token, model);
      if (reply.kind === 'done') return { kind: 'done', compressed: reply.compressed };
      return { kind: 'failed', reason: reply.message };
    } finally {
      signal.removeEventListener('abort', cancel);
      source.dispose();
    }
  };
}

async function* stoppable<Item>(items: AsyncIterable<Item>, signal: AbortSignal): AsyncGenerator<Item> {
  for await (const item of items) {
    signal.throwIfAborted();
    yield item;
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new CancellationError());
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}
