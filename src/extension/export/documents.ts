import { EventEmitter, type TextDocumentContentProvider, Uri, window } from 'vscode';

/** Scheme of the read-only documents about an export: its preview, and what was wrong with it. */
export const EXPORT_SCHEME = 'cot-export';

/** Documents about exports; their texts live as long as the window. */
export class ExportDocuments implements TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  /** Shows the text as a document of that name, in the place of one that has it. */
  async show(name: string, text: string): Promise<void> {
    const uri = Uri.from({ scheme: EXPORT_SCHEME, path: `/${name}` });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    await window.showTextDocument(uri, { preview: false, preserveFocus: true });
  }

  provideTextDocumentContent(uri: Uri): string {
    return (
      this.#texts.get(uri.toString()) ?? 'The window was loaded again since; "CoT Lens: Export..." makes it anew.\n'
    );
  }
}
