import {
  type Disposable,
  type Position,
  Range,
  Selection,
  type TextEditor,
  TextEditorRevealType,
  window,
} from 'vscode';
import type { LabelledTrace } from './labelled-trace.ts';
import { selectedSteps } from './step-labels.ts';

/**
 * Where a person labels. The editor tells of a cursor that was set only after a while, and keys are faster: until it does, the
 * step that was gone to counts.
 */
export class LabelCursor implements Disposable {
  readonly #subscription: Disposable;
  /** Cursors that were set and that the editor has not told of yet. */
  readonly #pending: Position[] = [];
  #at: { readonly uri: string; readonly step: number } | null = null;

  constructor() {
    this.#subscription = window.onDidChangeTextEditorSelection(({ selections: [selection] }) => {
      const told = this.#pending.findIndex((each) => selection?.isEmpty === true && each.isEqual(selection.start));
      this.#pending.splice(0, told < 0 ? this.#pending.length : told + 1);
      // One that was not set here is the person's own.
      if (told < 0) this.#at = null;
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** The steps (0-based) that are meant: those of the selection, else the one of the cursor. */
  steps(editor: TextEditor, labelled: LabelledTrace): readonly number[] {
    if (this.#at?.uri === editor.document.uri.toString() && this.#at.step < labelled.anchors.length)
      return [this.#at.step];
    return selectedSteps(editor, labelled);
  }

  /** Puts the cursor on a step and shows it. */
  goTo(editor: TextEditor, { parsed }: LabelledTrace, step: number): void {
    const span = parsed.parsedSteps[step]?.document;
    if (!span) return;
    const start = editor.document.positionAt(span.start);
    this.#at = { uri: editor.document.uri.toString(), step };
    if (!editor.selection.isEqual(new Selection(start, start)) || this.#pending.length > 0) this.#pending.push(start);
    editor.selection = new Selection(start, start);
    const range = new Range(start, editor.document.positionAt(span.end));
    editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
  }
}
