import {
  type Position,
  Range,
  Selection,
  type TextDocument,
  TextEditorRevealType,
  type Uri,
  window,
  workspace,
} from 'vscode';
import { parseDocument } from '../core/document/parse.ts';
import type { StepRef } from '../protocol/commands.ts';

/** The step at a position of a trace document as a command argument; undefined when the position is in no step. */
export function stepAt(document: TextDocument, position: Position): StepRef | undefined {
  const offset = document.offsetAt(position);
  const step = parseDocument(document.getText()).parsedSteps.findIndex(
    (each) => offset >= each.document.start && offset <= each.document.end,
  );
  return step < 0 ? undefined : { uri: document.uri.toString(), version: document.version, step };
}

/** Moves the cursor to a step (0-based) of a trace document and shows it. Does nothing when the step is not there. */
export async function revealStep(uri: Uri, step: number): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  const span = parseDocument(document.getText()).parsedSteps[step]?.document;
  if (!span) return;
  const visible = window.visibleTextEditors.find((editor) => editor.document === document);
  const editor = await window.showTextDocument(document, visible?.viewColumn ? { viewColumn: visible.viewColumn } : {});
  const range = new Range(document.positionAt(span.start), document.positionAt(span.end));
  editor.selection = new Selection(range.start, range.start);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}
