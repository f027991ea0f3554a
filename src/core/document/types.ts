import type { Span } from '../model/span.ts';

/** The sections of a trace document, in the order in which they stand. */
export type SectionName = 'question' | 'reasoning' | 'answer' | 'referenceAnswer';

/** What a trace document shows: texts as in the record, and the steps of the reasoning. */
export interface DocumentContent {
  readonly question: string | null;
  readonly reasoning: string;
  readonly answer: string | null;
  readonly referenceAnswer: string | null;
  /** Spans of `reasoning`, ordered, not overlapping, trimmed of white space. */
  readonly steps: readonly Span[];
}

/** One section of a parsed document. Offsets are UTF-16 into the document text. */
export interface ParsedSection {
  readonly name: SectionName;
  /** The header line, without its line end. */
  readonly header: Span;
  /** The body as it stands in the document, marks and escapes included. */
  readonly body: Span;
  /** The body's text as it goes into the record: marks and escapes undone. */
  readonly text: string;
}

/** One step of a parsed document. */
export interface ParsedStep {
  /** UTF-16 offsets into the reasoning text. */
  readonly source: Span;
  /** UTF-16 offsets into the document, from the start of its first line (mark included) to the end of its text. */
  readonly document: Span;
}

/** A document read back. Parsing is total: any text gives a result; what is odd stands in `oddities`. */
export interface ParsedDocument extends DocumentContent {
  readonly sections: readonly ParsedSection[];
  readonly parsedSteps: readonly ParsedStep[];
  /** Lines that look wrong (a section twice, text before the first header, a broken escape), with document offsets. */
  readonly oddities: readonly { readonly span: Span; readonly message: string }[];
  /** Document offset of an offset into the reasoning text, marks and escapes considered. */
  toDocument(reasoningOffset: number): number;
}
