import type { Range, TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { DocumentEdit } from '../core/document/edits.ts';
import type { ParsedStep } from '../core/document/types.ts';
import type { Span } from '../core/model/span.ts';
import type { ParsedTrace } from './trace-documents.ts';

/** The range of a span of the document text. */
export function rangeOf(document: TextDocument, span: Span): Range {
  return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}

/** An empty range at the start of the line at `offset`: where a lens belongs. */
export function lineRange(document: TextDocument, offset: number): Range {
  const { line } = document.positionAt(offset);
  return { start: { line, character: 0 }, end: { line, character: 0 } };
}

/** The range of a step's own text, without the mark before it. */
export function stepTextRange(trace: ParsedTrace, step: ParsedStep): Range {
  const start = step.source.end > step.source.start ? trace.parsed.toDocument(step.source.start) : step.document.start;
  return rangeOf(trace.document, { start, end: step.document.end });
}

/** 0-based step at a document offset, its mark and the rest of its lines included; null when there is none. */
export function stepAt(trace: ParsedTrace, offset: number): number | null {
  const { line } = trace.document.positionAt(offset);
  const steps = trace.parsed.parsedSteps;
  let low = 0;
  let high = steps.length - 1;
  let found: number | null = null;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const step = steps[middle];
    if (step && trace.document.positionAt(step.document.start).line <= line) {
      found = middle;
      low = middle + 1;
    } else high = middle - 1;
  }
  const step = found === null ? undefined : steps[found];
  return step && line <= trace.document.positionAt(step.document.end).line ? found : null;
}

/** LSP edits of document edits. */
export function textEdits(document: TextDocument, edits: readonly DocumentEdit[]): TextEdit[] {
  return edits.map((edit) => ({ range: rangeOf(document, edit.span), newText: edit.text }));
}
