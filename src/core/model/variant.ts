import type { GuardResult, Plan } from '../compress/types.ts';

/**
 * One row of `<corpus>.variants.jsonl`: a compressed trace with everything needed to replay it.
 * `sourceHash` is the hash of the source record's text, so that a stale row is noticed.
 */
export interface VariantRow {
  readonly v: 1;
  /** Hash of everything but time and id; two equal compressions have one id. */
  readonly id: string;
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
  /** Absent for built-in strategies. `host` is the endpoint's host and port, never its key or query. */
  readonly model?: { readonly name: string; readonly host: string; readonly seed?: number };
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly toolVersion: string;
}
