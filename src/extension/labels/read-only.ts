import { commands, type Disposable, type TextEditor, window } from 'vscode';

const LOCK = 'workbench.action.files.setActiveEditorReadonlyInSession';
const UNLOCK = 'workbench.action.files.resetActiveEditorReadonlyInSession';

/** Makes trace documents read-only while their steps are labelled: there a letter is a label and never gets into the text. */
export class ReadOnlyEditors implements Disposable {
  readonly #locked = new Set<string>();
  readonly #subscription: Disposable;
  #isOn = false;

  constructor() {
    // The editor's commands act on the active editor: one that was locked is freed when it is seen again.
    this.#subscription = window.onDidChangeActiveTextEditor((editor) => {
      if (!this.#isOn && editor) void this.#free(editor);
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Makes the active editor read-only, if it is this one. */
  async lock(editor: TextEditor): Promise<void> {
    this.#isOn = true;
    if (window.activeTextEditor?.document !== editor.document) return;
    this.#locked.add(editor.document.uri.toString());
    await commands.executeCommand(LOCK);
  }

  /** Lets documents be edited again. */
  async unlock(): Promise<void> {
    this.#isOn = false;
    if (window.activeTextEditor) await this.#free(window.activeTextEditor);
  }

  async #free({ document }: TextEditor): Promise<void> {
    if (this.#locked.delete(document.uri.toString())) await commands.executeCommand(UNLOCK);
  }
}
