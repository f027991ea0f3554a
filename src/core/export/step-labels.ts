import { isJsonObject, type JsonValue } from '../../base/json.ts';
import type { AgreedLabel, AgreedLabels } from '../annotations/consensus.ts';
import { readLabelledChain } from '../annotations/import/labelled-chain.ts';
import type { StepRating } from '../model/annotation.ts';
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

/** Ratings that people gave to the steps of a PRM800K record, from the first step on. */
export interface RecordedRatings {
  readonly ratings: readonly StepRating[];
  readonly flagged: readonly boolean[];
  /** Null where the record does not say. */
  readonly labeler: string | null;
  readonly time: string | null;
}

/**
 * The ratings of a PRM800K record as far as they are of the trace's own steps: up to the first step that nobody rated or that
 * has other words. Null when the record is no such one or its first step has none.
 */
export function recordedRatings({
  record,
  reasoning,
  steps,
}: Pick<ExportTrace, 'record' | 'reasoning' | 'steps'>): RecordedRatings | null {
  if (!isJsonObject(record) || !isJsonObject(record.label)) return null;
  const chain = readLabelledChain(record);
  if (typeof chain === 'string') return null;
  const ratings: StepRating[] = [];
  for (const [index, { text, rating }] of chain.steps.entries()) {
    const step = steps[index];
    if (rating === null || !step || reasoning.slice(step.start, step.end).trim() !== text.trim()) break;
    ratings.push(rating);
  }
  const flagged = chain.steps.map((step) => step.flagged);
  return ratings.length === 0 ? null : { ratings, flagged, labeler: chain.annotator, time: chain.time };
}

/** True for true and for ratings of 0 and above (PRM800K rates -1, 0, 1); null when an element is neither. */
function listed(labels: readonly JsonValue[]): boolean[] | null {
  const read = labels.map((label) =>
    typeof label === 'boolean' ? label : typeof label === 'number' ? label >= 0 : null,
  );
  return read.some((label) => label === null) ? null : read.map((label) => label === true);
}

/** What people said of a trace's steps, as far as it can be used: from the first step to the last before one that is open. */
export interface PeoplesLabels<Value> {
  readonly values: readonly Value[];
  /** For people: what was left out; the same sentence once for each time. */
  readonly warnings: readonly string[];
}

/**
 * For each step whether it is right (a rating of 0 or 1) or, where nobody rated a step, whether it is needed (not labelled skip).
 * Null where no label or rating of people counts.
 */
export function peoplesVerdicts({ people }: Pick<ExportTrace, 'people'>): PeoplesLabels<boolean> | null {
  if (!people) return null;
  const rated = people.steps.some(({ rating }) => rating !== null);
  const read = upToOpen(people, ({ rating, label }) =>
    rated ? (rating === null ? null : rating >= 0) : label === null ? null : label !== 'skip',
  );
  if (read.values.length === 0 || rated) return read;
  const note =
    'No step is rated: false stands for the label skip, which says that a step is not needed, not that it is wrong.';
  return { values: read.values, warnings: [...read.warnings, note] };
}

const RATING_OF: Readonly<Record<string, StepRating>> = { keep: 1, merge: 1, rewrite: 1, skip: 0 };

/** The rating of each step; of a step that was labelled and not rated 0 for skip (right, but of no use) and 1 for the other built-in labels. */
export function peoplesRatings({ people }: Pick<ExportTrace, 'people'>): PeoplesLabels<StepRating> | null {
  if (!people) return null;
  const read = upToOpen(people, ({ rating, label }) => rating ?? (label === null ? null : (RATING_OF[label] ?? null)));
  const made = people.steps.slice(0, read.values.length).some(({ rating }) => rating === null);
  const note = 'Steps without a rating got one by their label: 0 for skip, 1 for keep, merge and rewrite.';
  return { values: read.values, warnings: made ? [...read.warnings, note] : read.warnings };
}

function upToOpen<Value>(people: AgreedLabels, readOf: (step: AgreedLabel) => Value | null): PeoplesLabels<Value> {
  const all = people.steps.map(readOf);
  const open = all.indexOf(null);
  const values = all.slice(0, open < 0 ? all.length : open).filter((value) => value !== null);
  const left = all.filter((value) => value !== null).length - values.length;
  return {
    values,
    warnings: [
      ...Array.from({ length: people.stale }, () => 'A label was left out: its step changed since.'),
      ...Array.from({ length: people.ties }, () => 'A step was left open: as many people say one thing as another.'),
      ...Array.from({ length: left }, () => 'A labelled step was left out: one before it is open.'),
    ],
  };
}
