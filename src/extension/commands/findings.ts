import { type Diagnostic, languages, Selection, type TextEditor, TextEditorRevealType, window } from 'vscode';
import { DIAGNOSTIC_SOURCE } from '../../protocol/names.ts';

/** Moves the cursor to the next (or previous) finding of the active trace, round the end. */
export function goToFinding(direction: 1 | -1): void {
  const editor = window.activeTextEditor;
  if (!editor) return;
  const target = neighbour(editor, direction);
  if (!target) {
    window.setStatusBarMessage('CoT Lens: no findings in this trace', 4000);
    return;
  }
  editor.selection = new Selection(target.range.start, target.range.start);
  editor.revealRange(target.range, TextEditorRevealType.InCenterIfOutsideViewport);
  window.setStatusBarMessage(`CoT Lens: ${target.message.split('\n')[0] ?? ''}`, 6000);
}

function neighbour(editor: TextEditor, direction: 1 | -1): Diagnostic | undefined {
  const findings = languages
    .getDiagnostics(editor.document.uri)
    .filter((diagnostic) => diagnostic.source === DIAGNOSTIC_SOURCE)
    .sort((a, b) => a.range.start.compareTo(b.range.start));
  const here = editor.selection.active;
  if (direction === 1) return findings.find((f) => f.range.start.isAfter(here)) ?? findings[0];
  return findings.findLast((f) => f.range.start.isBefore(here)) ?? findings.at(-1);
}
