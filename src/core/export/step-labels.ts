import { isJsonObject, type JsonValue } from '../../base/json.ts';
import type { ExportTrace } from './types.ts';

const LISTS = ['labels', 'ratings', 'step_labels'] as const;
const MISTAKES = ['mistake_index', 'mistake_step', 'first_error', 'first_error_step'] as const;

/** What a record says of its steps: one label each, and whether it judged them all or named the first mistake. */
export interface StepLabels {
  readonly labels: boolean[];
  readonly from: 'list' | 'first mistake';
}

/** The labels that a record has for its steps: a list of its own, else false from the first mistake on. Null when it has neither. */
export function stepLabels({ record, steps }: Pick<ExportTrace, 'record' | 'steps'>): StepLabels | null {
  if (!isJsonObject(record)) return null;
  const own = LISTS.map((name) => record[name]).find((value) => Array.isArray(value));
  if (Array.isArray(own)) {
    const labels = listed(own as readonly JsonValue[]);
    return labels && { labels, from: 'list' };
  }
  const key = MISTAKES.find((name) => Object.hasOwn(record, name));
  if (key === undefined) return null;
  const place = record[key];
  const none = place === null || place === -1 || place === '-1' || place === '';
  const at = typeof place === 'number' ? place : typeof place === 'string' ? Number(place) : Number.NaN;
  if (!none && !(Number.isInteger(at) && at >= 0 && at < steps.length)) return null;
  return { labels: steps.map((_step, index) => none || index < at), from: 'first mistake' };
}

/** True for true and for ratings of 0 and above (PRM800K rates -1, 0, 1); null when an element is neither. */
function listed(labels: readonly JsonValue[]): boolean[] | null {
  const read = labels.map((label) =>
    typeof label === 'boolean' ? label : typeof label === 'number' ? label >= 0 : null,
  );
  return read.some((label) => label === null) ? null : read.map((label) => label === true);
}
