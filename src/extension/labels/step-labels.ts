import type { TextEditor } from 'vscode';
import type { AnnotationLog } from '../../app/annotation-store.ts';
import { isLabelled, NO_LABEL } from '../../core/annotations/step-state.ts';
import type { LabelOrigin, StepAnchor, StepLabel } from '../../core/model/annotation.ts';
import { type LabelledTrace, statesOf } from './labelled-trace.ts';

/** A label for each step of a trace by one annotator; nothing said where there is none, or where the step changed since. */
export function ownLabels(labelled: LabelledTrace, annotator: string): readonly StepLabel[] {
  return statesOf(labelled).steps.map((said) => {
    const own = said.find((state) => state.annotator === annotator && !state.stale);
    if (!own) return NO_LABEL;
    const { label, rating, flagged, note } = own;
    return { label, rating, flagged, note };
  });
}

/** The steps (0-based) that the selections of an editor touch; the step of the cursor where nothing is selected. */
export function selectedSteps({ document, selections }: TextEditor, { parsed }: LabelledTrace): readonly number[] {
  const steps = new Set<number>();
  for (const selection of selections) {
    const start = document.offsetAt(selection.start);
    const end = document.offsetAt(selection.end);
    for (const [index, { document: span }] of parsed.parsedSteps.entries()) {
      if (span.start <= end && span.end >= start) steps.add(index);
    }
  }
  return [...steps].sort((a, b) => a - b);
}

/** The next step (0-based) without a label after one, else the first without; undefined when all have one. */
export function nextUnlabelled(labels: readonly StepLabel[], from: number): number | undefined {
  const open = labels.flatMap((label, index) => (isLabelled(label) ? [] : [index]));
  return open.find((index) => index > from) ?? open[0];
}

let lastTime = 0;

/** The time for a row; always later than the one before, as the time decides which row counts. */
export function nextTime(): string {
  lastTime = Math.max(Date.now(), lastTime + 1);
  return new Date(lastTime).toISOString();
}

/** What is stored beside labels. */
export interface LabelAuthor {
  readonly annotator: string;
  readonly toolVersion: string;
  readonly origin: LabelOrigin;
  readonly seconds?: number;
}

/** Stores labels; they count at once, and it resolves when they are on the disk. */
export async function storeLabels(
  { trace, log }: { readonly trace: LabelledTrace['trace']; readonly log: AnnotationLog },
  labels: readonly { readonly step: StepAnchor; readonly label: StepLabel }[],
  author: LabelAuthor,
): Promise<void> {
  await Promise.all(labels.map(({ step, label }) => log.putStep(trace, step, label, { ...author, time: nextTime() })));
}
