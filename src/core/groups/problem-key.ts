import { contentHash } from '../../base/hash.ts';
import { isJsonObject, type JsonValue } from '../../base/json.ts';
import type { Trace } from '../model/trace.ts';
import type { GroupedBy } from './types.ts';

/** How to find samples of one problem; `auto` is the question's text, without one the problem's id, without that the record. */
export type GroupBy = 'auto' | GroupedBy;

/** Names of a problem, and what it was made from. */
export interface ProblemKey {
  readonly key: string;
  readonly by: GroupedBy;
}

/** Fields that name a problem and not one of its samples; lower case. */
const PROBLEM_IDS = [
  'problem_id',
  'question_id',
  'qid',
  'task_id',
  'unique_id',
  'problem_idx',
  'question_idx',
  'problem_index',
  'prompt_id',
  'example_id',
  'group_id',
  'idx',
  'id',
] as const;

/**
 * The problem that a trace answers. Questions are compared without case, white space and compatibility forms (NFKC). With a wish
 * that the record cannot meet, the next weaker way is taken: id, question, record.
 */
export function problemKey(trace: Trace, record: JsonValue, place: string, wish: GroupBy = 'auto'): ProblemKey {
  const question = normalQuestion(trace.question?.text ?? '');
  const id = wish === 'id' || (wish === 'auto' && question === '') ? problemId(record) : null;
  if (id !== null) return { key: contentHash(`id ${id}`), by: 'id' };
  if (question !== '' && wish !== 'record') return { key: contentHash(`question ${question}`), by: 'question' };
  return { key: contentHash(`record ${place}`), by: 'record' };
}

/** A question as it is compared: equal questions differ in nothing but case, white space and forms of the same character. */
export function normalQuestion(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}

/** The id of the problem of a record, of its own field or one that stands in `extra_info` or `metadata`; null when there is none. */
export function problemId(record: JsonValue): string | null {
  if (!isJsonObject(record)) return null;
  for (const object of [record, record.extra_info, record.metadata]) {
    if (object === undefined || !isJsonObject(object)) continue;
    const keys = new Map(Object.keys(object).map((key) => [key.toLowerCase(), key]));
    for (const name of PROBLEM_IDS) {
      const value = object[keys.get(name) ?? ''];
      if (typeof value === 'string' && value.trim() !== '') return `${name} ${value.trim()}`;
      if (typeof value === 'number') return `${name} ${value}`;
    }
  }
  return null;
}
