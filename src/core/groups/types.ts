import type { EfficiencyFigures } from '../model/finding.ts';
import type { Agreement } from '../sampling/agreement.ts';

/** Whether a sample's answer is right. */
export type Verdict = 'correct' | 'wrong' | 'unknown';

/**
 * What decided a verdict, the strongest first: a person, mathematical equality with the reference answer, a judgement that the
 * record itself carries, the vote over the samples of a problem without reference answer, or nothing.
 */
export type Decider = 'person' | 'reference' | 'recorded' | 'vote' | 'nothing';

/** A sample's answer and whether it is right. */
export interface Grade {
  readonly verdict: Verdict;
  readonly by: Decider;
  /** The answer that was graded; null when none was found. */
  readonly answer: string | null;
  /** Id of the answer rule that found it (core/analysis/final-answer.ts, or `field`); null when none was found. */
  readonly rule: string | null;
}

/** An accepted variant of a sample. */
export interface SampleVariant {
  readonly id: string;
  readonly strategy: string;
  /** Tokens of its reasoning. */
  readonly tokens: number;
}

/** What a group knows of one of its samples; its texts stay in the corpus. */
export interface GroupSample {
  /** 0-based place of the file among those that were read. */
  readonly file: number;
  /** 0-based place of the record in its file, and of the trace in its record. */
  readonly position: number;
  readonly traceIndex: number;
  /** 1-based line of the record, for people. */
  readonly line: number;
  readonly id: string;
  /** Tokens of the reasoning. */
  readonly tokens: number;
  readonly grade: Grade;
  /** Hash of the record's text. */
  readonly sourceHash?: string;
  /** Where it was asked for and the answer is stated. */
  readonly efficiency?: EfficiencyFigures;
  /** Accepted variants that still fit the record, where they were asked for and there are some. */
  readonly variants?: readonly SampleVariant[];
}

/** How the samples of a group were found to belong together. */
export type GroupedBy = 'id' | 'question' | 'record';

/** All samples of one problem, in the order of the files. */
export interface SampleGroup {
  /** Names the problem: 16 hex digits of its question's or id's hash. */
  readonly key: string;
  readonly by: GroupedBy;
  readonly question: string | null;
  /** The final value of the reference answer; null when no sample has one. */
  readonly reference: string | null;
  /** Vote over the answers; null when no sample has one. */
  readonly vote: Agreement | null;
  readonly samples: readonly GroupSample[];
}
