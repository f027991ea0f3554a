import type { Problem } from '../core/model/problem.ts';
import type { Console } from './console.ts';

/** Messages shown for one code in one file; the rest is counted. */
const SHOWN: Readonly<Record<Problem['severity'], number>> = { error: 5, warning: 3, info: 1 };

/** Tells of the problems of one file on stderr, without flooding it. */
export class ProblemLog {
  readonly #console: Console;
  readonly #file: string;
  readonly #counts = new Map<string, { count: number; readonly severity: Problem['severity'] }>();
  #errors = 0;

  constructor(console: Console, file: string) {
    this.#console = console;
    this.#file = file;
  }

  /** Problems of severity error so far. */
  get errors(): number {
    return this.#errors;
  }

  add(line: number, { code, message, severity }: Problem): void {
    // What a record holds besides its traces is no trouble of theirs.
    if (severity === 'info' && code.startsWith('recorded-')) return;
    if (severity === 'error') this.#errors += 1;
    const seen = this.#counts.get(code) ?? { count: 0, severity };
    seen.count += 1;
    this.#counts.set(code, seen);
    if (seen.count <= SHOWN[severity]) this.#console.say(`${this.#file}:${line}: ${severity}: ${message}`);
  }

  /** Says how much was not shown. */
  end(): void {
    for (const [code, { count, severity }] of this.#counts) {
      const hidden = count - SHOWN[severity];
      if (hidden > 0) this.#console.say(`${this.#file}: ${hidden} more of the kind "${code}" (${severity}).`);
    }
  }
}
