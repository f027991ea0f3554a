import { type Estimate, estimateBatch } from '../app/batch/estimate.ts';
import type { Journal } from '../app/batch/journal.ts';
import { type AskModel, journaledModels } from '../app/batch/journaled-model.ts';
import { type Batch, runBatch } from '../app/batch/run-batch.ts';
import type { BatchJob, BatchStores } from '../app/batch/types.ts';
import type { Corpus, CorpusEntry } from '../app/open-corpus.ts';
import type { Compressed } from '../core/compress/types.ts';
import type { Trace } from '../core/model/trace.ts';
import type { TokenCounter } from '../core/tokens/types.ts';
import { modelIdentity, questionAsker } from '../endpoints/ask-question.ts';
import { estimateCost, formatMoney } from '../endpoints/cost.ts';
import type { EndpointProfile } from '../endpoints/profile.ts';
import { batchRuntime, jobOf, localCompress, openJournalOf, openVariantsOf, tracesOf, type Wish } from './batch-job.ts';
import { CompressTable } from './compress-table.ts';
import type { CommandContext } from './context.ts';
import { openClient } from './model.ts';
import type { Output } from './output.ts';
import { figure } from './table.ts';
import { breathe } from './visit-files.ts';

/** What a run of `compress` does besides printing. */
export interface CompressWish extends Wish {
  readonly profile: EndpointProfile | null;
  /** Null: nothing is kept. */
  readonly journal: { readonly path: string | undefined } | null;
  readonly variants: boolean;
  readonly retryFailed: boolean;
  readonly json: boolean;
}

/** What came of the traces of one file. */
export interface CompressSums {
  failed: number;
  stopped: string | null;
}

/** Prints the compressed traces of one file, in its order. */
export async function compressEntries(
  entries: AsyncIterable<CorpusEntry>,
  file: string,
  corpus: Corpus,
  wish: CompressWish,
  tools: { readonly counter: TokenCounter; readonly context: CommandContext; readonly print: Output['write'] },
): Promise<CompressSums> {
  const { counter, context, print } = tools;
  const job = jobOf(wish, file);
  const stores = await openStores(file, wish);
  // Nobody reads the results any more: what is on its way is given up.
  const left = new AbortController();
  const signal = AbortSignal.any([context.signal, left.signal]);
  const batch = startBatch(entries, job, stores, wish, { counter, context: { ...context, signal } });
  const table = wish.json ? null : new CompressTable(wish.strategy.id, wish.options, counter);
  let failed = 0;
  if (table && !(await print(table.head(file, corpus)))) return { failed, stopped: null };
  let goOn = true;
  let replayed = 0;
  for await (const result of batch.results) {
    const { entry, trace } = result.trace;
    if (result.compressed === undefined) break;
    if (result.kind === 'variant' && result.known) replayed += 1;
    if (result.kind !== 'variant') {
      failed += 1;
      context.console.say(`${file}:${entry.record.line}: error: ${result.reason}`);
    }
    goOn = await print(
      table ? table.row(entry, trace, result.compressed) : compressRow(file, entry, trace, result.compressed),
    );
    if (!goOn) left.abort();
    if (!goOn || result.kind === 'open') break;
    await breathe();
  }
  if (table && goOn && batch.stopped === null) await print(table.foot());
  if (stores.journal) sayWhatWasSpent(batch, stores.journal, replayed, wish, context);
  return { failed, stopped: batch.stopped };
}

function startBatch(
  entries: AsyncIterable<CorpusEntry>,
  job: BatchJob,
  stores: BatchStores,
  wish: CompressWish,
  { counter, context }: { readonly counter: TokenCounter; readonly context: CommandContext },
): Batch {
  const { signal } = context;
  const profile = job.model === null ? null : wish.profile;
  const models =
    profile === null
      ? null
      : journaledModels(modelIdentity(profile), stores.journal, askerOf(profile, stores.journal, context));
  const compress = localCompress(wish, counter);
  const parts = { compress, models, stores, runtime: batchRuntime(context.host) };
  const concurrency = profile?.concurrency ?? 1;
  const settings = { concurrency, finished: 'replay', retryFailed: wish.retryFailed, signal } as const;
  return runBatch(tracesOf(entries, job), job, parts, settings);
}

function askerOf(profile: EndpointProfile, journal: Journal | null, context: CommandContext): AskModel {
  return questionAsker(openClient(profile, context, journal?.cost ?? 0), { signal: context.signal });
}

async function openStores(file: string, wish: CompressWish): Promise<BatchStores> {
  return {
    journal: wish.journal === null ? null : await openJournalOf(file, wish.journal.path),
    variants: wish.variants ? await openVariantsOf(file) : null,
  };
}

function sayWhatWasSpent(
  batch: Batch,
  journal: Journal,
  replayed: number,
  { profile }: CompressWish,
  { console }: CommandContext,
): void {
  const { inputTokens, outputTokens, cost } = batch.spent;
  const tokens = `${figure(inputTokens ?? 0)} tokens sent, ${figure(outputTokens ?? 0)} received`;
  const currency = profile?.prices?.currency;
  const money =
    cost === undefined
      ? ''
      : `, ${formatMoney(cost, currency)} (${formatMoney(journal.cost, currency)} with earlier runs)`;
  console.say(`Asked now: ${tokens}${money}. ${figure(replayed)} traces came from the journal.`);
}

/** What compressing the records of one file would take. */
export async function estimateEntries(
  entries: AsyncIterable<CorpusEntry>,
  file: string,
  corpus: Corpus,
  wish: CompressWish,
  counter: TokenCounter,
): Promise<Estimate> {
  const job = jobOf(wish, file);
  const { maxTokens } = wish.profile ?? {};
  return estimateBatch(tracesOf(entries, job), job, {
    compress: localCompress(wish, counter),
    count: async (texts) => texts.map((text) => counter.count(text)),
    stores: await openStores(file, wish),
    retryFailed: wish.retryFailed,
    ...(maxTokens === undefined ? {} : { maxTokens }),
    expected: corpus.count,
  });
}

/** An estimate for people, or as one JSON object. */
export function estimateText(estimate: Estimate, profile: EndpointProfile | null, json: boolean): string {
  const prices = profile?.prices;
  const cost = prices === undefined ? null : estimateCost(estimate, prices);
  if (json) return `${JSON.stringify({ ...estimate, ...(cost === null ? {} : { cost }) })}\n`;
  const { traces, finished, failed, left, questions, inputTokens, outputTokens, counted } = estimate;
  const scaled = counted < left && questions > 0 ? `, scaled up from ${figure(counted)} traces` : '';
  const lines = [
    `${figure(traces)} traces: ${figure(finished)} finished, ${figure(failed)} failed before, ${figure(left)} to do.`,
    ...(questions === 0
      ? ['No model is asked.']
      : [
          `At least ${figure(questions)} questions: about ${figure(inputTokens)} tokens to send and ${figure(outputTokens)} to receive${scaled}.`,
          cost === null
            ? 'No price is known: give --price-in and --price-out.'
            : `About ${formatMoney(cost, prices?.currency)}. This is an estimate.`,
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** One line of `compress --json`; the keys and their order are the contract. */
function compressRow(file: string, entry: CorpusEntry, trace: Trace, compressed: Compressed): string {
  const { strategy, text, tokens, ratio, kept, guards, accepted } = compressed;
  const row = {
    file,
    line: entry.record.line,
    id: trace.id,
    strategy,
    text,
    answer: trace.answer?.text ?? null,
    tokens,
    ratio,
    kept,
    guards: guards.map(({ id, passed, detail }) => ({ id, passed, ...(detail === undefined ? {} : { detail }) })),
    accepted,
  };
  return `${JSON.stringify(row)}\n`;
}
