import type { Work } from '../../app/groups/read-groups.ts';
import { withLateProgress } from '../late-progress.ts';

/** How long the work may hold the process of the extensions before others get in, in ms. */
const SLICE_MS = 10;

/** Runs work below a message with its progress and a Cancel button, when it takes longer than a moment; undefined when it was cancelled. */
export function withWork<T>(title: string, run: (work: Work) => Promise<T>): Promise<T | undefined> {
  return withLateProgress(title, (signal, onProgress) => run({ signal, onProgress, pause: breather() }));
}

/** Lets others in whenever the work has held the process for a slice of time. */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < SLICE_MS) return;
    await new Promise((done) => setTimeout(done, 0));
    last = performance.now();
  };
}
