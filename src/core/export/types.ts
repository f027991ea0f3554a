import type { JsonValue } from '../../base/json.ts';
import type { AgreedLabels } from '../annotations/consensus.ts';
import type { Grade, SampleGroup } from '../groups/types.ts';
import type { Analysis } from '../model/finding.ts';
import type { Span } from '../model/span.ts';
import type { Trace } from '../model/trace.ts';
import type { VariantRow } from '../model/variant.ts';
import type { Agreement } from '../sampling/agreement.ts';

/** A reasoning text with its steps: that of a record, or an accepted variant of it. */
export interface Chain {
  readonly reasoning: string;
  /** UTF-16 offsets into `reasoning`, in order, without the white space between them. */
  readonly steps: readonly Span[];
  /** Tokens of the reasoning. */
  readonly tokens: number;
  /** The row that it comes from; null for the reasoning of the record itself. */
  readonly variant: VariantRow | null;
}

/** One trace as exporters get it. Its `reasoning` is the record's, or a variant's where variants are exported as traces. */
export interface ExportTrace extends Chain {
  /** Id of the trace, with "#" and the variant's id behind it where it is a variant. */
  readonly id: string;
  /** Name of the file without its folder, and the 1-based line of the record. */
  readonly file: string;
  readonly line: number;
  /** Names the problem; equal for all samples of it. */
  readonly groupKey: string;
  /** Without the white space at its ends; null when the record has none. */
  readonly question: string | null;
  /** The reply behind the reasoning as the record has it; it may be a bare value. Null when there is none. */
  readonly answer: string | null;
  /**
   * What follows the reasoning, with the separator in front: as it stands in the record where both are parts of one string
   * ("\n#### 72"), else a blank line and the answer. Empty without an answer. Reasoning + tail is the whole solution.
   */
  readonly tail: string;
  /** Whether the answer is right, and its bare value (`grade.answer`). */
  readonly grade: Grade;
  /** The final value of the reference answer of the problem; null when nobody knows it. */
  readonly reference: string | null;
  /** The record's own reasoning where this is a variant; null where `reasoning` is that. */
  readonly original: Chain | null;
  /** Accepted variants that still fit the record, in the order in which they were stored; none where this is a variant itself. */
  readonly variants: readonly Chain[];
  readonly trace: Trace;
  /** The record as it stands in the file. */
  readonly record: JsonValue;
  /** What people say of the steps; null or absent where nobody said anything, and for variants. */
  readonly people?: AgreedLabels | null;
  /** The analysis of `reasoning`; computed when it is first asked for. */
  analysis(): Analysis;
}

/** All samples of a problem, with their texts, in the order of the files. */
export interface ExportGroup {
  readonly key: string;
  readonly question: string | null;
  readonly reference: string | null;
  readonly vote: Agreement | null;
  readonly samples: readonly ExportTrace[];
}

/** Something that a person may set. */
export type ExportOption = {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
} & (
  | {
      readonly kind: 'number';
      readonly default: number;
      readonly least?: number;
      readonly most?: number;
      readonly whole?: true;
    }
  | {
      readonly kind: 'choice';
      readonly default: string;
      readonly choices: readonly { readonly id: string; readonly title: string }[];
    }
  | { readonly kind: 'flag'; readonly default: boolean }
  | { readonly kind: 'text'; readonly default: string }
);

/** Values by the options' ids; all of an exporter's options are there. */
export type ExportValues = Readonly<Record<string, string | number | boolean>>;

/** Part of a data set. Without a wish to split everything is `train`. */
export type Split = 'train' | 'valid' | 'test';

/**
 * How a file is laid out. `jsonl`: a JSON object a line. `json`: one JSON array, an element a line. `lines`: plain text, one row
 * a line. `parquet`: one column a key of the first row.
 */
export type FileFormat = 'jsonl' | 'json' | 'lines' | 'parquet';

/** A kind of file that an exporter writes, once for each split that has rows. */
export interface FileKind {
  readonly id: string;
  readonly format: FileFormat;
  /** Path inside the folder of the export, with "/" between folders. */
  path(split: Split): string;
  /** The rows are to stand in random order (by the export's seed). */
  readonly shuffled?: true;
  /** What the training code that reads the file would stumble over in that row, for people; null when it reads it. */
  check(row: JsonValue): string | null;
  /** What it would stumble over in the file as a whole, with the number of its rows; null when nothing. */
  checkWhole?(rows: number): string | null;
}

/** One row for a file of that kind. For `lines` the row is a string without line ends. */
export interface ExportRow {
  readonly file: string;
  readonly row: JsonValue;
}

/**
 * What became of one trace or group: rows, and why there are none or fewer. Reasons are short sentences without the trace's own
 * words, equal for equal causes, so that they can be counted ("No reference answer.").
 */
export interface Exported {
  readonly rows: readonly ExportRow[];
  /** Why something was left out. */
  readonly skipped?: readonly string[];
  /** What a person should know though rows were written. */
  readonly warnings?: readonly string[];
}

/** What the whole export is about. */
export interface ExportJob {
  readonly options: ExportValues;
  /** Decides everything that is drawn by chance. */
  readonly seed: number;
  /** Name of the tokenizer of all counts. */
  readonly tokenizer: string;
  /** Name of the data set: letters, digits, "-" and "_". */
  readonly name: string;
  /** Splits that rows can come in. */
  readonly splits: readonly Split[];
  /** All groups without texts, for figures of the whole set; empty unless the exporter asks for an overview. */
  readonly groups: readonly SampleGroup[];
  countTokens(text: string): number;
  /** UTF-16 end offsets of the tokens in `text`; absent when they have no places (estimates). */
  tokenEnds?(text: string): readonly number[];
}

/** A file beside the rows, e.g. `dataset_info.json` or a script. */
export interface ExtraFile {
  readonly path: string;
  readonly text: string;
}

/** How many rows a file got. */
export interface WrittenFile {
  readonly kind: string;
  readonly split: Split;
  readonly path: string;
  readonly rows: number;
}

/** One run of an exporter. Calls come in the order of the files; the same calls give the same rows. */
export interface ExportRun<Unit> {
  rows(unit: Unit): Exported;
  /** Files beside the rows, once all rows are written. */
  extras?(written: readonly WrittenFile[]): readonly ExtraFile[];
}

interface ExporterParts {
  /** Kebab-case name of the method or trainer that it feeds. */
  readonly id: string;
  readonly title: string;
  /** One sentence for lists. */
  readonly summary: string;
  /** One of the survey's systems, a later method, or a trainer's general format. */
  readonly family: 'survey' | 'later' | 'general';
  /** What it needs of the traces, in a few words for people, e.g. "several graded samples a problem". */
  readonly needs: string;
  /** What a person should know before, such as what the paper says to expect; sentences. */
  readonly notes: readonly string[];
  readonly options: readonly ExportOption[];
  readonly files: readonly FileKind[];
  /** It needs `ExportJob.groups` or grades by vote: the corpora are read twice. Groups always are. */
  readonly overview?: true;
}

/** Makes rows from one trace after the other. */
export interface TraceExporter extends ExporterParts {
  readonly unit: 'trace';
  /** Whether variants come as traces of their own (where the person exports variants), or with the trace that they are of. */
  readonly variants: 'as-traces' | 'attached';
  start(job: ExportJob): ExportRun<ExportTrace>;
}

/** Makes rows from all samples of a problem together; their variants are attached. */
export interface GroupExporter extends ExporterParts {
  readonly unit: 'group';
  start(job: ExportJob): ExportRun<ExportGroup>;
}

export type Exporter = TraceExporter | GroupExporter;
