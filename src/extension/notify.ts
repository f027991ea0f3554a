import { type LogOutputChannel, window } from 'vscode';

/** The only place that shows messages to people. Every message says what happened, what still works and what to do. */
export class Notifier {
  readonly #log: LogOutputChannel;

  constructor(log: LogOutputChannel) {
    this.#log = log;
  }

  /** Shows information with buttons; resolves to the pressed button, or undefined when it was closed. */
  async info<T extends string>(message: string, ...buttons: readonly T[]): Promise<T | undefined> {
    this.#log.info(message);
    return window.showInformationMessage(message, ...buttons) as Promise<T | undefined>;
  }

  async warn<T extends string>(message: string, ...buttons: readonly T[]): Promise<T | undefined> {
    this.#log.warn(message);
    return window.showWarningMessage(message, ...buttons) as Promise<T | undefined>;
  }

  async error<T extends string>(message: string, ...buttons: readonly T[]): Promise<T | undefined> {
    this.#log.error(message);
    return window.showErrorMessage(message, ...buttons) as Promise<T | undefined>;
  }

  /** A bug or an IO failure that nothing else explained: short message, details in the log. */
  async unexpected(doing: string, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    this.#log.error(`${doing}: ${error instanceof Error ? (error.stack ?? reason) : reason}`);
    const shown = await window.showErrorMessage(`CoT Lens could not ${doing}: ${reason}`, 'Show Log');
    if (shown === 'Show Log') this.#log.show();
  }

  showLog(): void {
    this.#log.show();
  }
}
