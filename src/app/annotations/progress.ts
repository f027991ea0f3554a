import { isDecision } from '../../core/annotations/consensus.ts';
import { isEmptyLabel, isLabelled, labelText, type StepState } from '../../core/annotations/step-state.ts';
import { stepStates } from '../../core/annotations/trace-annotations.ts';
import type { StepLabelRow } from '../../core/model/annotation.ts';
import type { AnnotationLog } from '../annotation-store.ts';
import type { TraceSteps } from './labelled-trace.ts';

/** How far one annotator is. Labels of steps that changed since are not in the figures. */
export interface AnnotatorProgress {
  readonly annotator: string;
  /** Steps with a label or a rating. */
  readonly steps: number;
  /** Steps by label, and by rating as "-1", "0", "1". */
  readonly labels: Readonly<Record<string, number>>;
  readonly ratings: Readonly<Record<string, number>>;
  readonly flagged: number;
  /** Steps and traces with a note. */
  readonly notes: number;
  /** Suggestions that nobody confirmed, among the steps. */
  readonly suggested: number;
  /** Traces with anything said of them, and those that are done: marked so, or with all their steps labelled. */
  readonly tracesBegun: number;
  readonly tracesDone: number;
}

/** A label whose step changed since, or is there no longer (`step` is null then). */
export interface MissedLabel {
  /** 1-based line of the record; null when the record is there no longer. */
  readonly line: number | null;
  readonly id: string;
  /** 0-based. */
  readonly step: number | null;
  readonly annotator: string;
  readonly said: string;
  readonly labelledText: string;
}

/** How far the labelling of a corpus is. */
export interface LabelProgress {
  readonly traces: number;
  readonly steps: number;
  readonly annotators: readonly AnnotatorProgress[];
  readonly stale: readonly MissedLabel[];
  readonly lost: readonly MissedLabel[];
}

type Sums = { -readonly [Key in keyof AnnotatorProgress]: AnnotatorProgress[Key] } & {
  labels: Record<string, number>;
  ratings: Record<string, number>;
};

/** Counts labels trace by trace. */
export class ProgressCount {
  readonly #log: AnnotationLog;
  readonly #sums = new Map<string, Sums>();
  readonly #stale: MissedLabel[] = [];
  readonly #lost: MissedLabel[] = [];
  readonly #seen = new Set<string>();
  #traces = 0;
  #steps = 0;

  constructor(log: AnnotationLog) {
    this.#log = log;
  }

  /** Counts a trace and gives what is said of its steps. */
  add({ place, line, now }: TraceSteps): readonly (readonly StepState[])[] {
    const rows = this.#log.stepRows(place);
    for (const { id } of rows) this.#seen.add(id);
    const { steps, lost } = stepStates(rows, now);
    const at = { line, id: place.traceId };
    for (const row of lost) this.#lost.push(lostLabel(row, at));
    const labelled = new Map<string, number>();
    for (const [step, states] of steps.entries()) {
      for (const state of states) {
        if (state.stale) this.#stale.push({ ...at, step, ...missed(state), labelledText: state.labelledText });
        else this.#count(state);
        const before = labelled.get(state.annotator) ?? 0;
        labelled.set(state.annotator, before + (isLabelled(state) && !state.stale ? 1 : 0));
      }
    }
    this.#countTrace(place, labelled, steps.length);
    this.#traces += 1;
    this.#steps += steps.length;
    return steps;
  }

  finish(): LabelProgress {
    const orphans = new Map<string, StepLabelRow[]>();
    for (const row of this.#log.allStepRows()) {
      if (this.#seen.has(row.id)) continue;
      const key = JSON.stringify([row.record, row.traceIndex, row.sourceHash]);
      orphans.set(key, [...(orphans.get(key) ?? []), row]);
    }
    for (const rows of orphans.values()) {
      for (const row of stepStates(rows, []).lost) this.#lost.push(lostLabel(row, { line: null, id: row.traceId }));
    }
    const annotators = [...this.#sums.values()].sort((a, b) => (a.annotator < b.annotator ? -1 : 1));
    return { traces: this.#traces, steps: this.#steps, annotators, stale: this.#stale, lost: this.#lost };
  }

  #of(annotator: string): Sums {
    const none = { steps: 0, flagged: 0, notes: 0, suggested: 0, tracesBegun: 0, tracesDone: 0 };
    const sums = this.#sums.get(annotator) ?? { annotator, ...none, labels: {}, ratings: { '-1': 0, '0': 0, '1': 0 } };
    this.#sums.set(annotator, sums);
    return sums;
  }

  #count(state: StepState): void {
    const sums = this.#of(state.annotator);
    if (isLabelled(state)) sums.steps += 1;
    if (state.label !== null) sums.labels = { ...sums.labels, [state.label]: (sums.labels[state.label] ?? 0) + 1 };
    if (state.rating !== null) sums.ratings[state.rating] = (sums.ratings[state.rating] ?? 0) + 1;
    if (state.flagged) sums.flagged += 1;
    if (state.note !== '') sums.notes += 1;
    if (isLabelled(state) && !isDecision(state)) sums.suggested += 1;
  }

  #countTrace(place: TraceSteps['place'], labelled: ReadonlyMap<string, number>, steps: number): void {
    const notes = new Map(this.#log.notesOf(place).map((row) => [row.annotator, row]));
    for (const annotator of new Set([...labelled.keys(), ...notes.keys()])) {
      const sums = this.#of(annotator);
      const note = notes.get(annotator);
      if (note && note.note !== '') sums.notes += 1;
      const all = steps > 0 && labelled.get(annotator) === steps;
      const done = all || note?.done === true;
      if (done || labelled.has(annotator) || note?.flagged || (note && note.note !== '')) sums.tracesBegun += 1;
      if (done) sums.tracesDone += 1;
    }
  }
}

function lostLabel(row: StepLabelRow, at: Pick<MissedLabel, 'line' | 'id'>): MissedLabel {
  return { ...at, step: null, ...missed(row), labelledText: row.step.text };
}

function missed(said: Pick<StepState, 'annotator' | 'label' | 'rating' | 'flagged' | 'note'>) {
  return { annotator: said.annotator, said: isEmptyLabel(said) ? '' : labelText(said) };
}
