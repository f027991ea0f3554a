/** A trace that a person says something of, and the record that it stood in. */
export interface AnnotatedTrace {
  /** 1-based number of the record. */
  readonly record: number;
  readonly traceIndex: number;
  readonly traceId: string;
  /** Hash of the record's text, so that a row about a record that changed since is noticed. */
  readonly sourceHash: string;
}

/** When and by which version of the tool a row was made; `time` is ISO 8601, UTC. */
export interface Made {
  readonly time: string;
  readonly toolVersion: string;
}

/** What a person says of a trace's answer. `none` takes an earlier verdict back. */
export type PersonVerdict = 'correct' | 'wrong' | 'none';

/**
 * A row of `<corpus>.annotations.jsonl`: a person's verdict on the answer of a trace. The last row about a trace counts.
 */
export interface VerdictRow extends AnnotatedTrace, Made {
  readonly v: 1;
  readonly kind: 'verdict';
  readonly id: string;
  readonly verdict: PersonVerdict;
  /** Absent in rows of a person who had given no name. */
  readonly annotator?: string;
}

/** Right and getting on (1), not wrong but of no use (0), wrong (-1), as people rated steps for PRM800K. */
export type StepRating = -1 | 0 | 1;

/** All that one annotator says of a step; with nothing in it, it takes back what was said before. */
export interface StepLabel {
  /** `keep`, `skip`, `merge`, `rewrite` or a label of one's own set; null for none. */
  readonly label: string | null;
  readonly rating: StepRating | null;
  /** Marked for a second look. */
  readonly flagged: boolean;
  readonly note: string;
}

/** A step as it was when it was labelled: 0-based index, UTF-16 offsets into the reasoning text, its words and their `stepHash`. */
export interface StepAnchor {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly hash: string;
  readonly text: string;
  /** `stepHash` of the steps beside it, which tell it from equal ones. Absent at the ends, and where it is not known. */
  readonly before?: string;
  readonly after?: string;
}

/** Where a label comes from: a person's own decision, a suggestion that stands unconfirmed, or another file. */
export type LabelOrigin = 'person' | 'analysis' | 'judge' | 'import';

/**
 * A row of `<corpus>.annotations.jsonl`: all that one annotator says of one step. Of an annotator's rows on a step the last
 * one counts, by `time`, then by `id`; so the rows of two files in any order are one file without conflict.
 */
export interface StepLabelRow extends AnnotatedTrace, Made, StepLabel {
  readonly v: 1;
  readonly kind: 'step';
  readonly id: string;
  readonly annotator: string;
  readonly step: StepAnchor;
  readonly origin: LabelOrigin;
  /** How long the annotator looked at the step, where that is recorded. */
  readonly seconds?: number;
}

/** A row of `<corpus>.annotations.jsonl`: what one annotator says of a whole trace. The last one counts. */
export interface TraceNoteRow extends AnnotatedTrace, Made {
  readonly v: 1;
  readonly kind: 'trace';
  readonly id: string;
  readonly annotator: string;
  readonly note: string;
  /** Marked for a second look. */
  readonly flagged: boolean;
  /** The annotator is through with it. */
  readonly done: boolean;
}

/** Any row of `<corpus>.annotations.jsonl`. */
export type AnnotationRow = VerdictRow | StepLabelRow | TraceNoteRow;
