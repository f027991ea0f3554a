import type { LabelOrigin, StepLabel, StepLabelRow } from '../model/annotation.ts';

/** Nothing said of a step. */
export const NO_LABEL: StepLabel = { label: null, rating: null, flagged: false, note: '' };

/** What one annotator says of a step as it is now. */
export interface StepState extends StepLabel {
  readonly annotator: string;
  readonly origin: LabelOrigin;
  readonly time: string;
  /** The step's words changed since; `labelledText` is what they were. */
  readonly stale: boolean;
  readonly labelledText: string;
  /** How long the annotator looked at it, where that is recorded. */
  readonly seconds?: number;
}

/** True when nothing is said: such a row takes back what was said before. */
export function isEmptyLabel({ label, rating, flagged, note }: StepLabel): boolean {
  return label === null && rating === null && !flagged && note === '';
}

/** True when the step counts as labelled: it has a label or a rating. */
export function isLabelled({ label, rating }: Pick<StepLabel, 'label' | 'rating'>): boolean {
  return label !== null || rating !== null;
}

/** Negative when row `a` is the earlier one. Times are ISO 8601 in UTC, so their letters have the order of time. */
export function inOrder(a: Pick<StepLabelRow, 'time' | 'id'>, b: Pick<StepLabelRow, 'time' | 'id'>): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** A label in words: "skip +1 ⚑ · note". Empty when nothing is said. */
export function labelText({ label, rating, flagged, note }: StepLabel, titleOf = (id: string) => id): string {
  const rated = rating === null ? '' : rating === 1 ? '+1' : rating === 0 ? '0' : '−1';
  const head = [label === null ? '' : titleOf(label), rated, flagged ? '⚑' : '']
    .filter((part) => part !== '')
    .join(' ');
  const said = note.replaceAll(/\s+/g, ' ').trim();
  return [head, said].filter((part) => part !== '').join(' · ');
}
