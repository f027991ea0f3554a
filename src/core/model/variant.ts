import type { GuardResult, Plan } from '../compress/types.ts';

/** Tokens and money of one or several replies. `cost` is in the currency of the endpoint's prices. */
export interface ModelUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cost?: number;
}

/**
 * One row of `<corpus>.variants.jsonl`: a compressed trace with everything needed to replay it.
 * `sourceHash` is the hash of the source record's text, so that a stale row is noticed.
 */
export interface VariantRow {
  readonly v: 1;
  /** Hash of what it was made from, how, and what came out; two equal compressions have one id. */
  readonly id: string;
  /** Hash of what was asked for, by which a batch knows what is done; absent in rows of before there were batches. */
  readonly job?: string;
  readonly corpus: string;
  readonly record: number;
  readonly traceIndex: number;
  readonly traceId: string;
  readonly sourceHash: string;
  readonly strategy: string;
  readonly strategyVersion: number;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly plan: Plan | null;
  /** The compressed reasoning text. */
  readonly text: string;
  readonly tokenizer: string;
  readonly tokens: { readonly before: number; readonly after: number };
  readonly guards: readonly GuardResult[];
  readonly accepted: boolean;
  /** Absent for built-in strategies. `host` is the endpoint's host and port, never its key or query; "openai-batch" or "anthropic-batch" for replies that came as a file. */
  readonly model?: { readonly name: string; readonly host: string; readonly seed?: number };
  /** What the model's replies took; absent for built-in strategies and where the server did not say. */
  readonly usage?: ModelUsage;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly toolVersion: string;
}
