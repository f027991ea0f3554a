import type { Span } from './span.ts';

/**
 * Trouble with the input that did not stop the work: what happened, where, and what still works.
 * `code` is stable and kebab-case; `message` is one plain sentence for people.
 */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** UTF-16 offsets into the record's JSON text, when the place is known. */
  readonly span?: Span;
}

/** A value together with the trouble met on the way to it. */
export interface Outcome<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}
