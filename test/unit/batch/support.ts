import { type JobStore, openJobStore } from '../../../src/app/batch/job-store.ts';
import { type Journal, openJournal } from '../../../src/app/batch/journal.ts';
import type { Answered, AskModel } from '../../../src/app/batch/journaled-model.ts';
import { journaledModels } from '../../../src/app/batch/journaled-model.ts';
import { type BatchSettings, runBatch } from '../../../src/app/batch/run-batch.ts';
import { corpusTraces } from '../../../src/app/batch/traces.ts';
import type { BatchJob, CompressOne, ModelIdentity, TraceResult } from '../../../src/app/batch/types.ts';
import { openCorpus } from '../../../src/app/open-corpus.ts';
import type { Compressed, EndpointStrategy } from '../../../src/core/compress/types.ts';
import { memoryFile, textSource } from '../app/memory-files.ts';

export const IDENTITY: ModelIdentity = { name: 'm', host: 'localhost:1', request: {} };
const clock = (): string => '2026-11-23T00:00:00.000Z';

/** A strategy whose work is the test's own; nothing of it is called. */
const STRATEGY: EndpointStrategy = {
  needs: 'completer',
  id: 'own',
  version: 1,
  title: 'Own',
  summary: '',
  scope: 'trace',
  prompts: [],
  run: () => Promise.reject(new Error('the test compresses by itself')),
};

export const JOB: BatchJob = {
  corpus: 'runs.jsonl',
  strategy: STRATEGY,
  options: {},
  model: IDENTITY,
  analysis: { segmenter: 'auto', segmenterPattern: '', preset: 'balanced', disabledPasses: [], tokenizer: 'estimate' },
};

export function compressed(text: string): Compressed {
  const tokens = { before: 10, after: text.length };
  return {
    strategy: 'own',
    strategyVersion: 1,
    text,
    plan: null,
    kept: null,
    tokens,
    ratio: 1,
    guards: [],
    accepted: true,
  };
}

/** Asks one question with the trace's words; the reply is the compressed text. */
export const askOnce: CompressOne = async ({ trace }, model) => {
  const reply = await model?.ask([{ role: 'user', content: trace.reasoning.text }]);
  if (reply?.kind !== 'reply') return { kind: 'failed', reason: reply?.reason ?? 'no model' };
  return { kind: 'done', compressed: compressed(reply.text) };
};

/** Records with these reasonings. */
export function corpusOf(...texts: readonly string[]) {
  const lines = texts.map((reasoning) => JSON.stringify({ question: 'q', reasoning, answer: 'a' }));
  return openCorpus(textSource(`${lines.join('\n')}\n`));
}

/** A batch over files in memory, which a second run finds as the first one left them. */
export function workplace() {
  const files = { variants: memoryFile(), journal: memoryFile() };
  return {
    files,
    open: async (): Promise<{ variants: JobStore; journal: Journal }> => ({
      variants: await openJobStore(files.variants),
      journal: await openJournal(files.journal, clock),
    }),
    start: async (
      corpus: Awaited<ReturnType<typeof corpusOf>>,
      ask: AskModel,
      more: Partial<BatchSettings> & { readonly compress?: CompressOne; readonly waits?: number[] } = {},
    ) => {
      const stores = {
        variants: await openJobStore(files.variants),
        journal: await openJournal(files.journal, clock),
      };
      const wait = async (ms: number): Promise<void> => {
        more.waits?.push(ms);
      };
      const runtime = { clock, wait, toolVersion: '0' };
      const parts = {
        compress: more.compress ?? askOnce,
        models: journaledModels(IDENTITY, stores.journal, ask),
        stores,
        runtime,
      };
      const settings = {
        concurrency: 4,
        finished: 'skip',
        retryFailed: false,
        signal: new AbortController().signal,
        ...more,
      } as const;
      return runBatch(corpusTraces(corpus, JOB), JOB, parts, settings);
    },
  };
}

export async function all(results: AsyncIterable<TraceResult>): Promise<readonly TraceResult[]> {
  const found: TraceResult[] = [];
  for await (const result of results) found.push(result);
  return found;
}

/** A model that says the question in capitals; counts what it was asked. */
export function shouter(): { readonly ask: AskModel; readonly questions: string[] } {
  const questions: string[] = [];
  return {
    questions,
    ask: async (question): Promise<Answered> => {
      const words = question.kind === 'ask' ? (question.messages.at(-1)?.content ?? '') : '';
      questions.push(words);
      return {
        answer: { kind: 'reply', text: words.toUpperCase() },
        usage: { inputTokens: 2, outputTokens: 3, cost: 0.5 },
      };
    },
  };
}
