import type { JsonPath, JsonValue } from '../../base/json.ts';
import type { Outcome } from '../model/problem.ts';
import type { CorpusRecord, RecordReading } from '../model/trace.ts';

/** Why a reader thinks that a record is its own: confidence in [0,1] (0 = not mine) with the evidence in plain words. */
export interface Evidence {
  readonly confidence: number;
  readonly reasons: readonly string[];
}

/** Field mapping by hand for a schema no reader knows; paths into the record. `reasoning` may lead to a list of strings. */
export interface FieldMapping {
  readonly reasoning: JsonPath;
  readonly question?: JsonPath;
  readonly answer?: JsonPath;
  readonly referenceAnswer?: JsonPath;
  readonly id?: JsonPath;
  /** Marks of one's own that begin and end the thinking within the reasoning text, e.g. `<plan>` and `</plan>`. */
  readonly marks?: { readonly open: string; readonly close: string };
}

/**
 * Turns one record into traces. Never throws, whatever the value; what is missing becomes a problem.
 * A reading without traces says why in its problems.
 */
export interface TraceReader {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  detect(value: JsonValue): Evidence;
  read(record: CorpusRecord): Outcome<RecordReading>;
}

/** The reader chosen for a file and how it came to that. */
export interface ReaderChoice {
  readonly reader: TraceReader;
  readonly confidence: number;
  readonly reasons: readonly string[];
  /** True when a person or an option named the reader. */
  readonly chosenByHand: boolean;
  /** The others, best first, with confidence above 0. */
  readonly runnersUp: readonly {
    readonly id: string;
    readonly confidence: number;
    readonly reasons: readonly string[];
  }[];
}
