/** What a person says of a trace's answer. `none` takes an earlier verdict back. */
export type PersonVerdict = 'correct' | 'wrong' | 'none';

/**
 * One row of `<corpus>.annotations.jsonl`: a person's verdict on the answer of a trace. The last row about a trace counts.
 * `sourceHash` is the hash of the record's text, so that a verdict on a record that changed since is noticed.
 */
export interface VerdictRow {
  readonly v: 1;
  readonly kind: 'verdict';
  readonly id: string;
  readonly record: number;
  readonly traceIndex: number;
  readonly traceId: string;
  readonly sourceHash: string;
  readonly verdict: PersonVerdict;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly toolVersion: string;
}
