import { isJsonObject, type JsonObject, type JsonPath, type JsonValue, valueAt } from '../../../base/json.ts';
import type { TraceField } from '../../model/trace.ts';
import { fieldAt, isBlank, keysNamed } from './fields.ts';
import { goldValue } from './final-answer.ts';

const GOLD_NAMES = [
  'reference_answer',
  'referenceanswer',
  'ground_truth',
  'ground_truth_answer',
  'expected_answer',
  'gold_answer',
  'gold',
  'gt',
  'gt_answer',
  'target',
  'expected',
  'reference',
  'correct_answer',
  'canonical_solution',
] as const;
const WEAK_NAMES = ['answer', 'final_answer', 'solution'] as const;

/** The reference answer held by the value at `path`: a string comes down to its final value, a number to its digits. */
export function referenceAt(root: JsonValue, path: JsonPath): TraceField | null {
  const value = valueAt(root, path);
  if (typeof value === 'number' || typeof value === 'boolean') return { text: String(value), source: null };
  if (typeof value !== 'string' || isBlank(value)) return null;
  return fieldAt({ path, text: value }, goldValue(value));
}

/**
 * The reference answer of a record: a field with a gold name, else an answer field that is not one of the `used` keys.
 * Null when there is none.
 */
export function findReference(object: JsonObject, used: readonly string[]): TraceField | null {
  const reward = object.reward_model;
  if (isJsonObject(reward)) {
    const found = referenceAt(object, ['reward_model', 'ground_truth']);
    if (found !== null) return found;
  }
  for (const key of keysNamed(object, [...GOLD_NAMES, ...WEAK_NAMES])) {
    if (used.includes(key)) continue;
    const found = referenceAt(object, [key]);
    if (found !== null) return found;
  }
  return null;
}
