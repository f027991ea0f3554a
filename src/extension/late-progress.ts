import { ProgressLocation, window } from 'vscode';
import { orUndefined } from './cancel.ts';

/** Work that takes no longer shows no message, in ms. */
const MOMENT_MS = 500;

/**
 * Runs work that can be cancelled; undefined when it was. Its message with a Cancel button shows only when the work takes
 * longer than a moment: a message that flashes tells nobody anything, and the editor drops the fourth within 0.8 s.
 */
export async function withLateProgress<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const cancelling = new AbortController();
  const result = orUndefined(cancelling.signal, work);
  let timer: NodeJS.Timeout | undefined;
  const moment = new Promise<'late'>((late) => {
    timer = setTimeout(() => late('late'), MOMENT_MS);
  });
  const first = await Promise.race([result.then(() => 'done' as const), moment]).finally(() => clearTimeout(timer));
  if (first === 'late') {
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    await window.withProgress(options, (_progress, token) => {
      token.onCancellationRequested(() => cancelling.abort());
      return result;
    });
  }
  return result;
}
