import type { StepAnchor, StepLabel } from '../../core/model/annotation.ts';
import type { TraceRef } from '../trace-fs/uris.ts';

/** A label that was set, with what was there before. */
export interface LabelChange {
  readonly ref: TraceRef;
  readonly step: StepAnchor;
  readonly before: StepLabel;
  readonly after: StepLabel;
}

/** Undo and redo of labels, over all documents, a list of changes at a time. */
export class LabelHistory {
  readonly #done: (readonly LabelChange[])[] = [];
  readonly #undone: (readonly LabelChange[])[] = [];

  add(changes: readonly LabelChange[]): void {
    if (changes.length === 0) return;
    this.#done.push(changes);
    this.#undone.length = 0;
  }

  /** The changes to take back, last one first; undefined when there are none. */
  undo(): readonly LabelChange[] | undefined {
    const changes = this.#done.pop();
    if (changes) this.#undone.push(changes);
    return changes?.map((change) => ({ ...change, before: change.after, after: change.before })).reverse();
  }

  /** The changes to make again; undefined when there are none. */
  redo(): readonly LabelChange[] | undefined {
    const changes = this.#undone.pop();
    if (changes) this.#done.push(changes);
    return changes;
  }
}
