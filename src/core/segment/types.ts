import type { Span } from '../model/span.ts';

/** Options that a segmenter may take; each ignores what it does not know. */
export interface SegmentOptions {
  /** `custom-regex`: source of a regular expression whose matches are the separators. */
  readonly pattern?: string;
}

/**
 * Cuts a reasoning text into steps. Spans are in order, do not overlap, hold no leading or trailing white space, and
 * together cover every non-white-space character (a text of white space only has no steps). Total, deterministic,
 * linear or n log n, never cuts inside LaTeX, code, tables or quotes.
 */
export interface Segmenter {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  segment(text: string, options: SegmentOptions): readonly Span[];
}
