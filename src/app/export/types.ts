import type { Exporter, ExportValues, Split } from '../../core/export/types.ts';
import type { GroupWish } from '../../core/groups/group.ts';
import type { AnalyzeChoices } from '../analyze-trace.ts';
import type { AnnotationLog } from '../annotation-store.ts';
import type { Corpus } from '../open-corpus.ts';
import type { VariantIndex } from '../variant-index.ts';

/** A corpus to export from. */
export interface ExportSource {
  /** Name of the file without its folder. */
  readonly name: string;
  readonly corpus: Corpus;
  /** Null where variants are not wanted. */
  readonly variants: VariantIndex | null;
  /** What people say of its steps; absent where nobody can have said anything. */
  readonly labels?: Pick<AnnotationLog, 'stepRows' | 'allStepRows'>;
}

/**
 * Which reasoning is exported: the records' own, accepted variants in their place, both, or what is left of traces without the
 * steps that people labelled skip, as their variants.
 */
export type ExportChoice = 'originals' | 'variants' | 'both' | 'labels';

/** Which traces are exported by their grade: all, those that somebody or something graded, or right ones. */
export type GradeFilter = 'all' | 'graded' | 'correct';

/** What a person wants exported. */
export interface ExportWish {
  readonly exporter: Exporter;
  readonly options: ExportValues;
  /** Name of the data set: letters, digits, "-" and "_". */
  readonly name: string;
  readonly source: ExportChoice;
  /** Only labels of this annotator count; those of the majority when absent. */
  readonly annotator?: string;
  /** Only variants of these strategies; all when empty. */
  readonly strategies: readonly string[];
  readonly only: GradeFilter;
  /** Tokens of the reasoning, both ends included; null for no bound. */
  readonly minTokens: number | null;
  readonly maxTokens: number | null;
  /** Shares of the splits, which add up to 1; problems go to splits whole. */
  readonly splits: readonly { readonly split: Split; readonly share: number }[];
  /** Leave out traces whose question and reasoning were there before; exporters of groups always get all samples. */
  readonly dedupe: boolean;
  readonly seed: number;
  readonly grouping: GroupWish;
  readonly analyze: AnalyzeChoices;
  /** Units (traces or groups) with rows after which the export stops, for a preview; null for all. */
  readonly limit: number | null;
}

/** A fault that a check found, `row` counted from 1 (0: the file as a whole). */
export interface RowFault {
  readonly path: string;
  readonly row: number;
  readonly message: string;
}

/** How many times something was left out or is worth knowing, by its reason; the most frequent first. */
export type Counted = readonly (readonly [reason: string, times: number])[];

/** Sums of the tokens of a number of texts. `median` is exact to about one per cent. */
export interface TokenFigures {
  readonly texts: number;
  readonly sum: number;
  readonly least: number;
  readonly most: number;
  readonly mean: number;
  readonly median: number;
}

/** A file of an export. */
export interface ExportedFile {
  readonly kind: string;
  readonly split: Split;
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

/** What an export came to. With faults no file was put in its place. */
export interface ExportReport {
  readonly files: readonly ExportedFile[];
  /** Paths of the files beside the rows. */
  readonly extras: readonly string[];
  /** Traces that were read, and traces or groups that gave rows. */
  readonly traces: number;
  readonly units: number;
  readonly skipped: Counted;
  readonly warnings: Counted;
  readonly faults: readonly RowFault[];
  /** Tokens of the reasoning of traces that gave rows. */
  readonly tokens: TokenFigures;
}
