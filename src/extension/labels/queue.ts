import type { Uri } from 'vscode';
import type { AnnotationLog } from '../../app/annotation-store.ts';
import { inOrder } from '../../core/annotations/step-state.ts';
import type { StepLabelRow } from '../../core/model/annotation.ts';
import { neighbourTrace } from '../commands/open-commands.ts';
import type { Corpora } from '../corpora.ts';
import type { TraceRef } from '../trace-fs/uris.ts';

/** A trace of a corpus by its place. */
export interface QueuePlace {
  readonly record: number;
  readonly traceIndex: number;
}

/** Traces to label, one after the other: a whole corpus in its order, or a list. */
export interface LabelQueue {
  readonly corpus: Uri;
  /** What it holds, for people. */
  readonly title: string;
  /** Null for the whole corpus. */
  readonly places: readonly QueuePlace[] | null;
  /** Traces that are marked as done are passed over. */
  readonly skipsDone: boolean;
}

/** True when the annotator marked the trace as done. */
export function isDone(log: AnnotationLog, annotator: string, { record, traceIndex }: QueuePlace): boolean {
  return log
    .notes()
    .some(
      (note) => note.annotator === annotator && note.done && note.record === record && note.traceIndex === traceIndex,
    );
}

/** How many traces the annotator marked as done, of those that are in the queue. */
export function countDone(log: AnnotationLog, annotator: string, { places }: LabelQueue): number {
  const wanted = places && new Set(places.map(nameOf));
  return log
    .notes()
    .filter((note) => note.annotator === annotator && note.done && (!wanted || wanted.has(nameOf(note)))).length;
}

/** The trace of the queue after (or before) one, or its first; undefined where there is none. */
export async function nextInQueue(
  corpora: Corpora,
  queue: LabelQueue,
  from: TraceRef | null,
  direction: 1 | -1,
  isPassed: (place: QueuePlace) => boolean,
): Promise<TraceRef | undefined> {
  for (
    let at = await neighbour(corpora, queue, from, direction);
    at;
    at = await neighbour(corpora, queue, at, direction)
  ) {
    if (!isPassed(at)) return at;
  }
  return undefined;
}

async function neighbour(
  corpora: Corpora,
  { corpus, places }: LabelQueue,
  from: TraceRef | null,
  direction: 1 | -1,
): Promise<TraceRef | undefined> {
  if (places) {
    const at = from ? places.findIndex((place) => nameOf(place) === nameOf(from)) : -1;
    const place = places[at + direction];
    return place && { corpus, ...place };
  }
  if (from) return neighbourTrace(corpora, from, direction);
  const loaded = await corpora.get(corpus);
  for (let position = 0; position < loaded.count; position += 1) {
    const { record, traces } = await loaded.read(position);
    if (traces.length > 0) return { corpus, record: record.number, traceIndex: 0 };
  }
  return undefined;
}

/** Traces with a step or a note that the annotator marked for a second look. */
export function flaggedPlaces(log: AnnotationLog, annotator: string): readonly QueuePlace[] {
  const steps = lastRows(log).filter((row) => row.annotator === annotator && row.flagged);
  const notes = log.notes().filter((note) => note.annotator === annotator && note.flagged);
  return distinct([...steps, ...notes]);
}

/** Traces with a step that two annotators labelled or rated differently. */
export function disputedPlaces(log: AnnotationLog): readonly QueuePlace[] {
  const said = new Map<string, StepLabelRow>();
  const disputed: StepLabelRow[] = [];
  for (const row of lastRows(log)) {
    if (row.label === null && row.rating === null) continue;
    const name = JSON.stringify([row.sourceHash, row.traceIndex, row.step.index, row.step.hash]);
    const other = said.get(name) ?? row;
    said.set(name, row);
    const differs = (a: unknown, b: unknown) => a !== null && b !== null && a !== b;
    if (differs(other.label, row.label) || differs(other.rating, row.rating)) disputed.push(row);
  }
  return distinct(disputed);
}

/** The last row of each annotator on each step. */
function lastRows(log: AnnotationLog): readonly StepLabelRow[] {
  const last = new Map<string, StepLabelRow>();
  for (const row of [...log.allStepRows()].sort(inOrder)) {
    last.set(JSON.stringify([row.annotator, row.sourceHash, row.traceIndex, row.step.index, row.step.hash]), row);
  }
  return [...last.values()];
}

function distinct(places: readonly QueuePlace[]): readonly QueuePlace[] {
  const found = new Map(
    places.map(({ record, traceIndex }) => [nameOf({ record, traceIndex }), { record, traceIndex }]),
  );
  return [...found.values()].sort((a, b) => a.record - b.record || a.traceIndex - b.traceIndex);
}

function nameOf({ record, traceIndex }: QueuePlace): string {
  return `${record}/${traceIndex}`;
}
