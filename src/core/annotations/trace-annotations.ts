import type { StepAnchor, StepLabelRow } from '../model/annotation.ts';
import { type AnchoredPlace, anchorSteps, type PresentStep } from './anchor.ts';
import { inOrder, isEmptyLabel, isLabelled, type StepState } from './step-state.ts';

/** What people say of the steps of a trace as they are now. */
export interface StepStates {
  /** Of each step, in the order of the annotators' names; empty where nobody said anything. */
  readonly steps: readonly (readonly StepState[])[];
  /** The last row of each annotator on a step that is there no longer. */
  readonly lost: readonly StepLabelRow[];
}

/** The states of a trace's steps from all rows about it, in any order. */
export function stepStates(rows: readonly StepLabelRow[], now: readonly PresentStep[]): StepStates {
  const sorted = [...rows].sort(inOrder);
  const last = new Map<string, StepLabelRow>();
  for (const row of sorted) {
    const key = `${row.step.index} ${row.step.hash} ${row.sourceHash} ${row.annotator}`;
    // Taken out first, so that the map stays in the order of the rows that count.
    last.delete(key);
    last.set(key, row);
  }
  const kept = [...last.values()];
  const byStep: Map<string, StepState>[] = now.map(() => new Map());
  const lost: StepLabelRow[] = [];
  for (const { row, place } of anchored(kept, now)) {
    if (place === null) {
      if (!isEmptyLabel(row)) lost.push(row);
      continue;
    }
    const states = byStep[place.index];
    const before = states?.get(row.annotator);
    // What was said of a step as it is now counts before what was said of its earlier words.
    if (before && !before.stale && place.stale) continue;
    states?.set(row.annotator, stateOf(row, place.stale));
  }
  const steps = byStep.map((states) => {
    const said = [...states.values()].filter((state) => !isEmptyLabel(state));
    return said.sort((a, b) => (a.annotator < b.annotator ? -1 : 1));
  });
  return { steps, lost };
}

/** How many steps have a label or a rating by somebody, as they were when they were labelled. */
export function countLabelled(rows: readonly StepLabelRow[]): number {
  const last = new Map<string, StepLabelRow>();
  for (const row of [...rows].sort(inOrder))
    last.set(JSON.stringify([row.annotator, row.step.index, row.step.hash]), row);
  const labelled = [...last.values()].filter(isLabelled);
  return new Set(labelled.map(({ step }) => `${step.index} ${step.hash}`)).size;
}

/** The rows with the place of their step; rows made from one state of the record are placed together, by their order. */
function* anchored(rows: readonly StepLabelRow[], now: readonly PresentStep[]) {
  const bySource = new Map<string, Map<string, StepAnchor>>();
  for (const { sourceHash, step } of rows) {
    const anchors = bySource.get(sourceHash) ?? new Map<string, StepAnchor>();
    bySource.set(sourceHash, anchors.set(anchorKey(step), step));
  }
  const placed = new Map<string, ReadonlyMap<string, AnchoredPlace>>();
  for (const [sourceHash, anchors] of bySource) {
    const places = anchorSteps([...anchors.values()], now);
    placed.set(sourceHash, new Map([...anchors.keys()].map((key, index) => [key, places[index] ?? null])));
  }
  for (const row of rows) yield { row, place: placed.get(row.sourceHash)?.get(anchorKey(row.step)) ?? null };
}

/** Equal for what several people said of one step: it is looked for once. */
function anchorKey({ index, hash, before, after }: StepAnchor): string {
  return `${index} ${hash} ${before} ${after}`;
}

function stateOf(row: StepLabelRow, stale: boolean): StepState {
  const { annotator, label, rating, flagged, note, origin, time, step, seconds } = row;
  const said = { annotator, label, rating, flagged, note, origin, time, stale, labelledText: step.text };
  return seconds === undefined ? said : { ...said, seconds };
}
