import { isJsonObject, type JsonValue } from '../../../base/json.ts';
import type { Outcome, Problem } from '../../model/problem.ts';
import type { CorpusRecord, RecordReading, Trace } from '../../model/trace.ts';
import type { Evidence } from '../types.ts';
import { isBlank, keysNamed } from './fields.ts';
import { recordLog, withTokenLog } from './logged-tokens.ts';
import { reportedTokens } from './responses.ts';

/** A trace as a reader finds it, before it has its id and place. */
export type DraftTrace = Omit<Trace, 'id' | 'index'>;

export const NOT_MINE: Evidence = { confidence: 0, reasons: [] };

export function evidence(confidence: number, ...reasons: string[]): Evidence {
  return { confidence, reasons };
}

const ID_NAMES = [
  'id',
  'task_id',
  'idx',
  'custom_id',
  'question_id',
  'unique_id',
  'uuid',
  'problem_id',
  'sample_id',
  'example_id',
  '_id',
  'index',
] as const;

/** The record's own id, or "line:N" with the record's number where it has none. */
export function recordId(record: CorpusRecord): string {
  if (isJsonObject(record.value)) {
    for (const key of keysNamed(record.value, ID_NAMES)) {
      const value = record.value[key];
      if (typeof value === 'number') return String(value);
      if (typeof value === 'string' && !isBlank(value) && value.length <= 200) return value;
    }
  }
  return `line:${record.number}`;
}

/**
 * The reading made of drafts: gives ids and places, drops the label of an only trace, and adds the tokens of a log that
 * stands in the record beside its texts, and the provider's count of reasoning tokens there, which is that of an only trace.
 */
export function readingOf(
  record: CorpusRecord,
  drafts: readonly DraftTrace[],
  problems: readonly Problem[] = [],
  ownId = recordId(record),
): Outcome<RecordReading> {
  const several = drafts.length > 1;
  const log = isJsonObject(record.value) ? recordLog(record.value) : { value: undefined, ids: null };
  const logged = withTokenLog(drafts, log.value, log.ids);
  const count = several || !isJsonObject(record.value) ? undefined : reportedTokens(record.value, []);
  const reported = count === undefined ? {} : { reportedReasoningTokens: count };
  const traces = logged.drafts.map((draft, index): Trace => {
    const { label, ...rest } = { ...reported, ...draft };
    const named = several && label !== undefined ? { ...rest, label } : rest;
    return { ...named, id: several ? `${ownId}/${index}` : ownId, index };
  });
  return { value: { traces }, problems: [...problems, ...logged.problems] };
}

/** A reading without traces that says why. */
export function nothingRead(message: string, code = 'no-reasoning'): Outcome<RecordReading> {
  return { value: { traces: [] }, problems: [{ code, message, severity: 'info' }] };
}

/** Readers look at objects; anything else is no record of theirs. */
export function objectOf(record: CorpusRecord): Readonly<Record<string, JsonValue | undefined>> | null {
  return isJsonObject(record.value) ? record.value : null;
}
