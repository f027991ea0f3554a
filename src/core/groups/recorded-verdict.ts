import { isJsonObject, type JsonObject, type JsonValue, valueAt } from '../../base/json.ts';
import type { Trace } from '../model/trace.ts';

/** Fields that say whether a solution is right; lower case. */
const VERDICTS = [
  'is_correct',
  'iscorrect',
  'correct',
  'correctness',
  'passed',
  'pass',
  'pass@1',
  'is_right',
  'right',
] as const;
/** Fields that say it only where they hold true or false: numbers there may be anything. */
const SCORES = ['score', 'solved', 'is_solved', 'label'] as const;

/**
 * Whether the record itself says that the trace's answer is right: a boolean, 0 or 1 (or such a text) beside the chain, else at the
 * top of a record with one chain. Null when it does not say.
 */
export function recordedVerdict(trace: Trace, record: JsonValue, tracesOfRecord: number): boolean | null {
  const path = trace.reasoning.source?.path ?? [];
  for (let depth = path.length - 1; depth > 0; depth -= 1) {
    const beside = valueAt(record, path.slice(0, depth));
    const verdict = beside !== undefined && isJsonObject(beside) ? verdictIn(beside) : null;
    if (verdict !== null) return verdict;
  }
  return tracesOfRecord === 1 && isJsonObject(record) ? verdictIn(record) : null;
}

function verdictIn(object: JsonObject): boolean | null {
  const keys = new Map(Object.keys(object).map((key) => [key.toLowerCase(), key]));
  for (const name of [...VERDICTS, ...SCORES]) {
    const value = single(object[keys.get(name) ?? '']);
    if (typeof value === 'boolean') return value;
    if ((value === 1 || value === 0) && !SCORES.some((each) => each === name)) return value === 1;
    if (typeof value === 'string' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  }
  return null;
}

/** The only element of a list, as evaluations of several samples write one; anything else as it is. */
function single(value: JsonValue | undefined): JsonValue | undefined {
  return Array.isArray(value) && value.length === 1 ? (value as readonly JsonValue[])[0] : value;
}
