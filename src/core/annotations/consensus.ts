import type { StepRating } from '../model/annotation.ts';
import { isLabelled, type StepState } from './step-state.ts';
import type { StepStates } from './trace-annotations.ts';

/** What people together say of a step. */
export interface AgreedLabel {
  readonly label: string | null;
  readonly rating: StepRating | null;
  /** Somebody marked it for a second look. */
  readonly flagged: boolean;
}

/** What people together say of a trace's steps. */
export interface AgreedLabels {
  /** Of each step; both null where nobody said anything, or as many said one thing as another. */
  readonly steps: readonly AgreedLabel[];
  /** Those whose labels count, sorted. */
  readonly annotators: readonly string[];
  /** Steps whose label or rating is open because of a tie. */
  readonly ties: number;
  /** Labels left out because their step changed since, or is there no longer. */
  readonly stale: number;
  /** When the last label was given, ISO 8601, UTC; null without labels. */
  readonly time: string | null;
  /** Time spent on the steps, of one annotator on the average, where that was recorded. */
  readonly seconds: number;
}

/**
 * The labels of one annotator, or of the majority of all people who labelled a step; suggestions that nobody confirmed count only
 * for the annotator that is named. Null when nothing is said of any step, not even of its earlier words.
 */
export function agreedLabels({ steps, lost }: StepStates, annotator?: string): AgreedLabels | null {
  const counts = (state: Pick<StepState, 'annotator' | 'origin' | 'label' | 'rating'>) =>
    isLabelled(state) && (annotator === undefined ? isDecision(state) : state.annotator === annotator);
  const wanted = steps.map((states) => states.filter(counts));
  const fresh = wanted.map((states) => states.filter(({ stale }) => !stale));
  const said = fresh.flat();
  const stale = wanted.flat().length - said.length + lost.filter(counts).length;
  if (said.length === 0 && stale === 0) return null;
  const agreed = fresh.map(agreedOn);
  const annotators = [...new Set(said.map((state) => state.annotator))].sort();
  const seconds = said.reduce((sum, state) => sum + (state.seconds ?? 0), 0);
  return {
    steps: agreed.map(({ tie: _tie, ...label }) => label),
    annotators,
    ties: agreed.filter(({ tie }) => tie).length,
    stale,
    time: said.reduce<string | null>((last, { time }) => (last === null || time > last ? time : last), null),
    seconds: annotators.length === 0 ? 0 : seconds / annotators.length,
  };
}

/** True when it is somebody's decision and no suggestion. */
export function isDecision({ origin }: Pick<StepState, 'origin'>): boolean {
  return origin === 'person' || origin === 'import';
}

function agreedOn(states: readonly StepState[]): AgreedLabel & { readonly tie: boolean } {
  const label = mostSaid(states.flatMap((state) => state.label ?? []));
  const rating = mostSaid(states.flatMap((state) => state.rating ?? []));
  return {
    label: label.value,
    rating: rating.value,
    flagged: states.some(({ flagged }) => flagged),
    tie: label.tie || rating.tie,
  };
}

function mostSaid<Value>(values: readonly Value[]): { readonly value: Value | null; readonly tie: boolean } {
  const times = new Map<Value, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  const most = Math.max(0, ...times.values());
  const first = [...times].filter(([, count]) => count === most).map(([value]) => value);
  return first.length === 1 ? { value: first[0] ?? null, tie: false } : { value: null, tie: first.length > 1 };
}
