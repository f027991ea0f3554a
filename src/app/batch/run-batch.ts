import type { StrategyModel } from '../../core/compress/types.ts';
import type { ModelUsage } from '../../core/model/variant.ts';
import { variantRow } from '../variant-row.ts';
import { inOrder } from './in-order.ts';
import type { FailedTrace } from './journal.ts';
import { addUsage, type ModelFor, newTally, type Tally } from './journaled-model.ts';
import type {
  BatchJob,
  BatchRuntime,
  BatchStores,
  BatchTrace,
  CompressOne,
  TraceOutcome,
  TraceResult,
} from './types.ts';

/** Waits before a trace whose endpoint could not be reached is tried again. */
const REACH_WAITS_MS = [1000, 3000, 10_000];
/** Failures in a row after which a batch stops: before anything worked, and later for each request at the same time. */
const GIVE_UP_AT_ONCE = 3;
const GIVE_UP_LATER = 4;

/** A batch under way. */
export interface Batch {
  /** What came of the traces, in their order. Ends early, with `open` traces, when the batch stops itself. */
  readonly results: AsyncIterable<TraceResult>;
  /** Begins no further trace until `resume`; what is under way ends. */
  pause(): void;
  resume(): void;
  readonly paused: boolean;
  /** Why it stopped by itself; null while it did not. */
  readonly stopped: string | null;
  /** What was spent now, without what the journal answered. */
  readonly spent: ModelUsage;
}

/** How a batch is run. */
export interface BatchSettings {
  readonly concurrency: number;
  /** `skip`: finished traces are left alone. `replay`: their texts are given again. */
  readonly finished: 'skip' | 'replay';
  /** Asks again for traces that failed before. */
  readonly retryFailed: boolean;
  /** Aborting it ends all requests at once; `results` then rejects. */
  readonly signal: AbortSignal;
}

/**
 * Compresses the traces that it is given, each into exactly one stored variant (accepted or not) or one named failure. A
 * batch that was killed goes on when it is run again with the same stores. The first question goes out alone, so that a
 * wrong key or address costs one request.
 */
export function runBatch(
  traces: AsyncIterable<BatchTrace>,
  job: BatchJob,
  parts: {
    readonly compress: CompressOne;
    readonly models: ModelFor | null;
    readonly stores: BatchStores;
    readonly runtime: BatchRuntime;
  },
  settings: BatchSettings,
): Batch {
  return new RunningBatch(traces, job, parts, settings);
}

type Parts = Parameters<typeof runBatch>[2];

class RunningBatch implements Batch {
  readonly results: AsyncIterable<TraceResult>;
  stopped: string | null = null;
  spent: ModelUsage = {};
  readonly #job: BatchJob;
  readonly #parts: Parts;
  readonly #settings: BatchSettings;
  #gate: { readonly open: Promise<void>; readonly release: () => void } | null = null;
  #worked: boolean;
  #alone: Promise<unknown> = Promise.resolve();
  #failuresInARow = 0;

  constructor(traces: AsyncIterable<BatchTrace>, job: BatchJob, parts: Parts, settings: BatchSettings) {
    this.#job = job;
    this.#parts = parts;
    this.#settings = settings;
    this.#worked = parts.models === null;
    this.results = inOrder(traces[Symbol.asyncIterator](), settings.concurrency, (trace) => this.#begin(trace));
  }

  get paused(): boolean {
    return this.#gate !== null;
  }

  pause(): void {
    if (this.#gate) return;
    let release = (): void => {};
    const open = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#gate = { open, release };
    this.#settings.signal.addEventListener('abort', release, { once: true });
  }

  resume(): void {
    this.#gate?.release();
    this.#gate = null;
  }

  async #begin(trace: BatchTrace): Promise<TraceResult> {
    while (this.#gate && !this.#settings.signal.aborted) await this.#gate.open;
    if (this.#worked) return this.#one(trace);
    // Nothing has worked yet: one after the other.
    const turn = this.#alone.then(() => this.#one(trace));
    this.#alone = turn.catch(() => {});
    return turn;
  }

  async #one(trace: BatchTrace): Promise<TraceResult> {
    this.#settings.signal.throwIfAborted();
    if (this.stopped !== null) return { kind: 'open', trace, tried: false, reason: this.stopped, spent: {} };
    const { variants, journal } = this.#parts.stores;
    const { finished, retryFailed } = this.#settings;
    const { number } = trace.entry.record;
    if (variants?.find(trace.job, number)) {
      const compressed = finished === 'skip' ? null : await variants.load(trace.job, number);
      return { kind: 'variant', trace, known: true, spent: {}, ...(compressed ? { compressed } : {}) };
    }
    const failure = journal?.failureOf(trace.job, number);
    if (failure && !retryFailed) return this.#failedBefore(trace, failure.reason);
    return this.#tried(trace);
  }

  async #failedBefore(trace: BatchTrace, reason: string): Promise<TraceResult> {
    const known = { kind: 'failure', trace, known: true, reason, spent: {} } as const;
    if (this.#settings.finished === 'skip') return known;
    const outcome = await this.#parts.compress(trace, failingModel(reason));
    const compressed = outcome.kind === 'suspended' ? undefined : outcome.compressed;
    return compressed ? { ...known, compressed } : known;
  }

  async #tried(trace: BatchTrace): Promise<TraceResult> {
    const { tally, outcome } = await this.#ask(trace);
    this.spent = addUsage(this.spent, tally.spent);
    const { spent } = tally;
    if (outcome.kind === 'suspended') return { kind: 'open', trace, tried: true, reason: outcome.reason, spent };
    if (outcome.kind === 'failed') {
      const { reason, compressed } = outcome;
      const made = { trace, reason, spent, ...(compressed ? { compressed } : {}) };
      this.#countFailure(tally, reason);
      if (tally.stop !== undefined) return { kind: 'open', tried: true, ...made };
      await this.#parts.stores.journal?.fail(this.#failed(trace), reason);
      return { kind: 'failure', known: false, ...made };
    }
    if (tally.asked > 0) this.#failuresInARow = 0;
    this.#worked ||= tally.asked > 0;
    const { compressed } = outcome;
    const row = this.#row(trace, outcome.compressed, tally);
    await this.#parts.stores.variants?.append(row);
    return { kind: 'variant', trace, known: tally.asked === 0 && tally.replayed > 0, compressed, row, spent };
  }

  /** Asks again, after a while, when the endpoint could not be reached: it may be starting anew. */
  async #ask(trace: BatchTrace): Promise<{ tally: Tally; outcome: TraceOutcome }> {
    const { compress, models, runtime } = this.#parts;
    const { signal } = this.#settings;
    for (let round = 0; ; round += 1) {
      const tally = newTally();
      const outcome = await compress(trace, models?.(tally, trace));
      // Whatever a stop made of the last question, it is no failure of the trace.
      signal.throwIfAborted();
      const wait = REACH_WAITS_MS[round];
      if (outcome.kind !== 'failed' || !tally.unreachable || wait === undefined) return { tally, outcome };
      this.spent = addUsage(this.spent, tally.spent);
      await runtime.wait(wait, signal);
    }
  }

  #countFailure(tally: Tally, reason: string): void {
    if (tally.asked === 0) return;
    this.#failuresInARow += 1;
    const limit = this.#worked ? Math.max(10, GIVE_UP_LATER * this.#settings.concurrency) : GIVE_UP_AT_ONCE;
    if (tally.stop !== undefined) this.stopped ??= tally.stop;
    else if (this.#failuresInARow >= limit)
      this.stopped ??= `${this.#failuresInARow} requests in a row failed, the last one so: ${reason}`;
  }

  #failed({ entry, trace, job }: BatchTrace): FailedTrace {
    const { number: record, line } = entry.record;
    return { job, record, line, traceIndex: trace.index, traceId: trace.id, strategy: this.#job.strategy.id };
  }

  #row({ entry, trace, job }: BatchTrace, compressed: Parameters<typeof variantRow>[0], tally: Tally) {
    const { model, options, analysis, corpus } = this.#job;
    const hasUsage = Object.keys(tally.usage).length > 0;
    return variantRow(compressed, {
      corpus,
      record: entry.record.number,
      traceIndex: trace.index,
      traceId: trace.id,
      sourceHash: entry.hash,
      options,
      tokenizer: analysis.tokenizer,
      model: model ? { name: tally.model ?? model.name, host: model.host } : null,
      ...(hasUsage ? { usage: tally.usage } : {}),
      job,
      toolVersion: this.#parts.runtime.toolVersion,
      time: this.#parts.runtime.clock(),
    });
  }
}

/** A model that has failed before, in the same words. */
function failingModel(reason: string): StrategyModel {
  const failed = { kind: 'failed', reason } as const;
  return { ask: async () => failed, score: async () => failed, embed: async () => failed };
}
