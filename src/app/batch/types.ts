import type { JsonObject } from '../../base/json.ts';
import type { Compressed, CompressionStrategy, CompressOptions, StrategyModel } from '../../core/compress/types.ts';
import type { Trace } from '../../core/model/trace.ts';
import type { ModelUsage, VariantRow } from '../../core/model/variant.ts';
import type { CorpusEntry } from '../open-corpus.ts';
import type { Clock } from '../ports.ts';
import type { AnalysisIdentity } from '../variant-row.ts';
import type { JobStore } from './job-store.ts';
import type { Journal } from './journal.ts';

/** The model that a batch asks, and everything besides the question that a reply depends on. */
export interface ModelIdentity {
  /** As it is asked for. */
  readonly name: string;
  /** Host and port of the endpoint, or the kind of batch service. */
  readonly host: string;
  /** Request fields that the endpoint's settings add: temperature, most tokens, extra body. */
  readonly request: JsonObject;
}

/** What is asked for of every trace of a batch. */
export interface BatchJob {
  /** Name of the corpus file without its folder. */
  readonly corpus: string;
  readonly strategy: CompressionStrategy;
  readonly options: CompressOptions;
  /** Null for built-in strategies. */
  readonly model: ModelIdentity | null;
  readonly analysis: AnalysisIdentity;
}

/** One trace with the name of its job. */
export interface BatchTrace {
  readonly entry: CorpusEntry;
  readonly trace: Trace;
  readonly job: string;
}

/**
 * What came of compressing one trace; `failed` as in `CompressOutcome`, where `compressed` may be missing. `suspended`: its
 * questions are open.
 */
export type TraceOutcome =
  | { readonly kind: 'done'; readonly compressed: Compressed }
  | { readonly kind: 'failed'; readonly reason: string; readonly compressed?: Compressed }
  | { readonly kind: 'suspended'; readonly reason: string };

/** Compresses one trace, here or in another process. Rejects only when the model does, that is when the work was stopped. */
export type CompressOne = (trace: BatchTrace, model: StrategyModel | undefined) => Promise<TraceOutcome>;

/** Where a batch keeps what it did; null where nothing is to be kept. */
export interface BatchStores {
  readonly variants: JobStore | null;
  readonly journal: Journal | null;
}

/** What the runtime gives a batch. */
export interface BatchRuntime {
  readonly clock: Clock;
  /** Rejects when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  readonly toolVersion: string;
}

/**
 * What came of one trace of a batch. `known`: it was done or had failed before, and nothing was asked now. `open`: it was
 * not reached, or was asked without an answer that is the trace's fault, before the batch stopped; running again goes on.
 */
export type TraceResult =
  | {
      readonly kind: 'variant';
      readonly trace: BatchTrace;
      readonly known: boolean;
      /** Absent when it was skipped because it was done before. */
      readonly compressed?: Compressed;
      readonly row?: VariantRow;
      readonly spent: ModelUsage;
    }
  | {
      readonly kind: 'failure';
      readonly trace: BatchTrace;
      readonly known: boolean;
      readonly reason: string;
      readonly compressed?: Compressed;
      readonly spent: ModelUsage;
    }
  | {
      readonly kind: 'open';
      readonly trace: BatchTrace;
      readonly tried: boolean;
      readonly reason: string;
      readonly compressed?: Compressed;
      readonly spent: ModelUsage;
    };
