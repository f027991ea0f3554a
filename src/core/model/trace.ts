import type { JsonPath, JsonValue } from '../../base/json.ts';
import type { LoggedToken } from './logged-tokens.ts';
import type { RecordedStep } from './recorded-step.ts';
import type { Span } from './span.ts';

/**
 * Where a field's text stands in its record.
 * `text`: UTF-16 offsets `start`..`end` of the decoded string value at `path`; an edit replaces exactly that part.
 * `list`: the array of strings at `path`; element i is step i; the field's text is the elements joined by "\n".
 *   With `key`, the elements are objects and the step is the string under that key (PRM800K-like lists).
 */
export type FieldSource =
  | { readonly kind: 'text'; readonly path: JsonPath; readonly start: number; readonly end: number }
  | { readonly kind: 'list'; readonly path: JsonPath; readonly key?: string };

/** One text of a trace. `source` is null when the text stands nowhere in the record as it is (it cannot be edited). */
export interface TraceField {
  readonly text: string;
  readonly source: FieldSource | null;
}

/** One chain of thought with its question, reasoning, answer and, if known, reference answer. */
export interface Trace {
  /** The record's own id where it has one, else made from the place: "line:17" or "line:17/2" for the third of several. */
  readonly id: string;
  /** 0-based place among the traces of its record. */
  readonly index: number;
  /** What tells this trace from its siblings in the record, e.g. "175b_verification" or "turn 3"; absent when it is the only one. */
  readonly label?: string;
  readonly question: TraceField | null;
  readonly reasoning: TraceField;
  readonly answer: TraceField | null;
  readonly referenceAnswer: TraceField | null;
  /** The layout is that of a data set's own solutions, so `answer` is the reference answer of its question as well. */
  readonly isReferenceSolution?: true;
  /** Steps given by the record itself, as spans of the reasoning text; absent when the text has to be segmented. */
  readonly givenSteps?: readonly Span[];
  /** Name of the agent that wrote each given step, null where that is unknown; absent in traces of one voice. */
  readonly speakers?: readonly (string | null)[];
  /** What the record says of each given step; absent where it says nothing. */
  readonly recordedSteps?: readonly RecordedStep[];
  /** Tokens of reasoning as the provider reported them, where the record says so. */
  readonly reportedReasoningTokens?: number;
  /** Tokens of the reasoning text with their probabilities, in order of their places, where the record carries its logprobs. */
  readonly loggedTokens?: readonly LoggedToken[];
}

/** Everything a reader found in one record. */
export interface RecordReading {
  readonly traces: readonly Trace[];
}

/** One JSON record as it stands in a corpus. */
export interface CorpusRecord {
  /** 1-based number shown to people: the line in JSON Lines, the element's place in an array. */
  readonly number: number;
  /** 1-based line on which the record's text starts in the file. */
  readonly line: number;
  /** The record's JSON text as it stands in the file, without the line end. */
  readonly text: string;
  /** The parsed value; undefined when the text is not JSON. */
  readonly value: JsonValue | undefined;
}
