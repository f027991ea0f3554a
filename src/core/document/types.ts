import type { Span } from '../model/span.ts';

/** The sections of a trace document, in the order in which they stand. */
export type SectionName = 'question' | 'reasoning' | 'answer' | 'referenceAnswer';

/** The rule by which unmarked lines of the reasoning begin steps; the header of the section names it. */
export type StepUnit = 'paragraphs' | 'lines';

/** What a trace document shows: texts as in the record, and the steps of the reasoning. */
export interface DocumentContent {
  readonly question: string | null;
  readonly reasoning: string;
  readonly answer: string | null;
  readonly referenceAnswer: string | null;
  /** Spans of `reasoning`, ordered, not overlapping; trimmed of white space except where the record gives its own steps. */
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

/** A mark or an escape as it stands in the document, for colours. Offsets are UTF-16 into the document text. */
export interface Notation {
  readonly kind: 'mark' | 'escape';
  readonly span: Span;
}

/** A document read back. Parsing is total: any text gives a result; what is odd stands in `oddities`. */
export interface ParsedDocument extends DocumentContent {
  /** The document's own text. */
  readonly documentText: string;
  readonly unit: StepUnit;
  readonly sections: readonly ParsedSection[];
  readonly parsedSteps: readonly ParsedStep[];
  /** Marks and escapes of all sections, in document order. */
  readonly notation: readonly Notation[];
  /** Lines that look wrong (a section twice, text before the first header, a broken escape), with document offsets. */
  readonly oddities: readonly { readonly span: Span; readonly message: string }[];
  /**
   * Document offset of an offset into the reasoning text, marks and escapes considered: the place where the character
   * at that offset stands; the end of the reasoning for the text's length.
   */
  toDocument(reasoningOffset: number): number;
  /** Document offset of the end of the character before `reasoningOffset`; differs from toDocument at marks. */
  toDocumentEnd(reasoningOffset: number): number;
}
