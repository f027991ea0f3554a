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
  'final_answer_correct',
  'exact_match',
] as const;
/** Fields that say it only where they hold true or false: numbers there may be anything. */
const SCORES = ['score', 'solved', 'is_solved', 'label', 'kto_tag'] as const;
/** Lists of verdicts beside a list of samples, one for each. */
const VERDICT_LISTS = [...VERDICTS, 'correctness_math_verify', 'labels', 'infos'] as const;

/**
 * Whether the record itself says that the trace's answer is right: a boolean, 0 or 1 (or such a text) beside the chain, else at the
 * top of a record with one chain. Null when it does not say.
 */
export function recordedVerdict(trace: Trace, record: JsonValue, tracesOfRecord: number): boolean | null {
  const path = trace.reasoning.source?.path ?? [];
  for (let depth = path.length - 1; depth > 0; depth -= 1) {
    const beside = valueAt(record, path.slice(0, depth));
    const verdict = beside !== undefined && isJsonObject(beside) ? (verdictIn(beside) ?? evaluated(beside)) : null;
    if (verdict !== null) return verdict;
  }
  if (!isJsonObject(record)) return null;
  const [list, item] = path;
  const listed = typeof list === 'string' && typeof item === 'number' ? verdictListed(record, list, item) : null;
  if (listed !== null || tracesOfRecord !== 1) return listed;
  return verdictIn(record) ?? rewardOf(record);
}

/** The verdict on sample `item` in a list of verdicts as long as the list of samples. */
function verdictListed(record: JsonObject, samples: string, item: number): boolean | null {
  const size = sizeOf(record[samples]);
  for (const name of VERDICT_LISTS) {
    const verdicts = record[name];
    if (name === samples || !Array.isArray(verdicts) || verdicts.length !== size) continue;
    const own = (verdicts as readonly JsonValue[])[item];
    // Tree of Thoughts says { r: 1 } of a chain that is right.
    const value = isJsonObject(own) ? own.r : own;
    if (typeof value === 'boolean') return value;
    if (value === 1 || value === 0) return value === 1;
  }
  return null;
}

function sizeOf(value: JsonValue | undefined): number {
  return Array.isArray(value) ? value.length : -1;
}

/** What the scorers of an Inspect log say of a sample: C, or I; null where they say neither or do not agree. */
function evaluated(sample: JsonObject): boolean | null {
  if (!isJsonObject(sample.scores)) return null;
  const values = Object.values(sample.scores).map((score) => (isJsonObject(score) ? score.value : undefined));
  const [first] = values;
  if ((first !== 'C' && first !== 'I') || values.some((value) => value !== first)) return null;
  return first === 'C';
}

/** tau-bench rewards a run with 1 or 0; elsewhere a reward may be anything. */
function rewardOf(record: JsonObject): boolean | null {
  const { reward } = record;
  return Array.isArray(record.traj) && (reward === 1 || reward === 0) ? reward === 1 : null;
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
