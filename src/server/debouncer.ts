import type { ServerRuntime } from './runtime.ts';

/** Runs an action per key a while after the last call for that key. */
export class Debouncer {
  readonly #runtime: ServerRuntime;
  readonly #milliseconds: number;
  readonly #waiting = new Map<string, () => void>();

  constructor(runtime: ServerRuntime, milliseconds: number) {
    this.#runtime = runtime;
    this.#milliseconds = milliseconds;
  }

  /** Schedules `action`, in place of the one that waits under the same key. */
  run(key: string, action: () => void): void {
    this.cancel(key);
    const stop = this.#runtime.after(this.#milliseconds, () => {
      this.#waiting.delete(key);
      action();
    });
    this.#waiting.set(key, stop);
  }

  /** Takes back what waits under the key. */
  cancel(key: string): void {
    this.#waiting.get(key)?.();
    this.#waiting.delete(key);
  }
}
