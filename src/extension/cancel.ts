import type { CancellationToken } from 'vscode';

/** The editor's cancellation token as an AbortSignal; converted here and nowhere else. */
export function abortSignalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
