import type { CustomReadonlyEditorProvider, Uri, WebviewPanel } from 'vscode';
import type { Services } from '../services.ts';
import { pageOptions, webviewPage } from '../webview-page.ts';
import { TABLE_BODY } from './page.ts';

/** Tables of corpora, one an editor. What they are made of is read when the first one opens. */
export class TableEditors implements CustomReadonlyEditorProvider {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  openCustomDocument(uri: Uri): { readonly uri: Uri; dispose(): void } {
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor(document: { readonly uri: Uri }, { webview, onDidDispose }: WebviewPanel): Promise<void> {
    const { extensionUri } = this.#services.context;
    webview.options = pageOptions(extensionUri);
    const { TableSession } = await import('./session.ts');
    const session = new TableSession(this.#services, document.uri, (message) => void webview.postMessage(message));
    webview.onDidReceiveMessage((message) => void session.receive(message));
    onDidDispose(() => session.dispose());
    webview.html = webviewPage(webview, extensionUri, {
      title: 'CoT Lens Table',
      script: 'table.js',
      styles: ['table.css'],
      body: TABLE_BODY,
    });
  }
}
