import { type Progress, ProgressLocation, window } from 'vscode';
import { orUndefined } from './cancel.ts';

/** Work that takes no longer shows no message, in ms. */
const MOMENT_MS = 500;

/** How far work is; `share` in [0,1]. */
export type TellShare = (share: number) => void;

/**
 * Runs work that can be cancelled; undefined when it was. Its message with its progress and a Cancel button shows only when the work
 * takes longer than a moment: a message that flashes tells nobody anything, and the editor drops the fourth within 0.8 s.
 */
export async function withLateProgress<T>(
  title: string,
  work: (signal: AbortSignal, tell: TellShare) => Promise<T>,
): Promise<T | undefined> {
  const cancelling = new AbortController();
  const percents = new Percents();
  const result = orUndefined(cancelling.signal, (signal) => work(signal, (share) => percents.tell(share)));
  let timer: NodeJS.Timeout | undefined;
  const moment = new Promise<'late'>((late) => {
    timer = setTimeout(() => late('late'), MOMENT_MS);
  });
  const first = await Promise.race([result.then(() => 'done' as const), moment]).finally(() => clearTimeout(timer));
  if (first === 'late') {
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    await window.withProgress(options, (progress, token) => {
      token.onCancellationRequested(() => cancelling.abort());
      percents.showOn(progress);
      return result;
    });
  }
  return result;
}

/** Whole percents, each told once, and only while there is a message to show them. */
class Percents {
  #now = 0;
  #shown = 0;
  #progress: Progress<{ message?: string; increment?: number }> | null = null;

  tell(share: number): void {
    this.#now = Math.floor(share * 100);
    this.#show();
  }

  showOn(progress: Progress<{ message?: string; increment?: number }>): void {
    this.#progress = progress;
    this.#show();
  }

  #show(): void {
    if (this.#progress === null || this.#now <= this.#shown) return;
    this.#progress.report({ message: `${this.#now} %`, increment: this.#now - this.#shown });
    this.#shown = this.#now;
  }
}
