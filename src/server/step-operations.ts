import type { WorkspaceEdit } from 'vscode-languageserver';
import { type DocumentEdit, dropSteps, mergeWithPrevious } from '../core/document/edits.ts';
import { textEdits } from './convert.ts';
import type { ParsedTrace } from './trace-documents.ts';

/** What can be done to the steps of one version of a document without asking anyone. */
export type StepOperation =
  | { readonly kind: 'drop'; readonly steps: readonly number[] }
  | { readonly kind: 'merge'; readonly step: number };

/** The workspace edit of an operation; null when nothing would change. It is tied to the document's version. */
export function editOf(trace: ParsedTrace, operation: StepOperation): WorkspaceEdit | null {
  const edits = documentEdits(trace, operation);
  if (edits.length === 0) return null;
  const { uri, version } = trace.document;
  return { documentChanges: [{ textDocument: { uri, version }, edits: textEdits(trace.document, edits) }] };
}

function documentEdits({ parsed }: ParsedTrace, operation: StepOperation): readonly DocumentEdit[] {
  switch (operation.kind) {
    case 'drop':
      return dropSteps(parsed, operation.steps);
    case 'merge':
      return mergeWithPrevious(parsed, operation.step);
  }
}
