import { ProgressLocation, window } from 'vscode';
import type { Work } from '../../app/groups/read-groups.ts';
import { abortSignalOf, orUndefined } from '../cancel.ts';

/** How long the work may hold the process of the extensions before others get in, in ms. */
const SLICE_MS = 10;

/** Runs long work below a message with its progress and a Cancel button; undefined when it was cancelled. */
export function withWork<T>(title: string, run: (work: Work) => Promise<T>): Promise<T | undefined> {
  return Promise.resolve(
    window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (progress, token) =>
      orUndefined(abortSignalOf(token), (signal) => {
        let told = 0;
        const onProgress = (share: number) => {
          const percent = Math.floor(share * 100);
          if (percent <= told) return;
          progress.report({ message: `${percent} %`, increment: percent - told });
          told = percent;
        };
        return run({ signal, onProgress, pause: breather() });
      }),
    ),
  );
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
