import type { StepLabelRow } from '../model/annotation.ts';
import { anchorSteps, type PresentStep } from './anchor.ts';
import { inOrder, isEmptyLabel, type StepState } from './step-state.ts';

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
  for (const row of sorted)
    last.set(JSON.stringify([row.annotator, row.sourceHash, row.step.index, row.step.hash]), row);
  const kept = [...last.values()].sort(inOrder);
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

/** The rows with the place of their step; rows made from one state of the record are placed together, by their order. */
function* anchored(rows: readonly StepLabelRow[], now: readonly PresentStep[]) {
  const bySource = new Map<string, StepLabelRow[]>();
  for (const row of rows) bySource.set(row.sourceHash, [...(bySource.get(row.sourceHash) ?? []), row]);
  const placed = new Map<StepLabelRow, ReturnType<typeof anchorSteps>[number]>();
  for (const group of bySource.values()) {
    const places = anchorSteps(
      group.map(({ step }) => step),
      now,
    );
    for (const [index, row] of group.entries()) placed.set(row, places[index] ?? null);
  }
  for (const row of rows) yield { row, place: placed.get(row) ?? null };
}

function stateOf(row: StepLabelRow, stale: boolean): StepState {
  const { annotator, label, rating, flagged, note, origin, time, step, seconds } = row;
  const said = { annotator, label, rating, flagged, note, origin, time, stale, labelledText: step.text };
  return seconds === undefined ? said : { ...said, seconds };
}
