import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import type { ModelAnswer } from '../../core/compress/model-questions.ts';
import type { ModelUsage } from '../../core/model/variant.ts';
import type { RowKind } from '../row-store.ts';

/** A question that was answered. `id` is the question's key. */
export interface ReplyRow {
  readonly v: 1;
  readonly kind: 'reply';
  readonly id: string;
  readonly answer: ModelAnswer;
  /** Name of the model as the server says it. */
  readonly model?: string;
  readonly usage?: ModelUsage;
  readonly time: string;
}

/** A trace that came to no variant, and why; a later variant or failure of the same job and record takes its place. */
export interface FailureRow {
  readonly v: 1;
  readonly kind: 'failure';
  readonly id: string;
  readonly job: string;
  readonly record: number;
  readonly line: number;
  readonly traceIndex: number;
  readonly traceId: string;
  readonly strategy: string;
  readonly reason: string;
  readonly time: string;
}

/** A question that stands in a batch file, so that it is not paid for twice.  */
export interface AskedRow {
  readonly v: 1;
  readonly kind: 'asked';
  readonly id: string;
  readonly key: string;
  /** Name of the batch file without its folder. */
  readonly file: string;
  readonly time: string;
}

export type JournalRow = ReplyRow | FailureRow | AskedRow;

const TEXTS: Readonly<Record<JournalRow['kind'], readonly string[]>> = {
  reply: ['id', 'time'],
  failure: ['id', 'job', 'traceId', 'strategy', 'reason', 'time'],
  asked: ['id', 'key', 'file', 'time'],
};

/** The rows of `<corpus>.journal.jsonl`. */
export const JOURNAL_ROWS: RowKind<JournalRow> = {
  migrations: [],
  // The fields' shapes are checked here, which the compiler cannot see.
  read: (row) => (hasAllFields(row) ? (row as unknown as JournalRow) : null),
};

function hasAllFields(row: JsonObject): boolean {
  const kind = (['reply', 'failure', 'asked'] as const).find((each) => each === row.kind);
  if (kind === undefined || !TEXTS[kind].every((key) => typeof row[key] === 'string')) return false;
  if (kind === 'reply') return isAnswer(row.answer) && hasCost(row.usage);
  return kind === 'asked' || ['record', 'line', 'traceIndex'].every((key) => typeof row[key] === 'number');
}

/** What `isPaid` lets in. */
function isAnswer(answer: JsonValue | undefined): boolean {
  if (!isJsonObject(answer)) return false;
  if (answer.kind === 'reply') return typeof answer.text === 'string';
  return answer.kind === 'scored'
    ? Array.isArray(answer.tokens)
    : answer.kind === 'vectors' && Array.isArray(answer.vectors);
}

function hasCost(usage: JsonValue | undefined): boolean {
  if (usage === undefined) return true;
  return isJsonObject(usage) && (usage.cost === undefined || typeof usage.cost === 'number');
}
