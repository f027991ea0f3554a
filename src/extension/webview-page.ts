import { Uri, type Webview, type WebviewOptions, type WebviewPanelOptions } from 'vscode';

/** The parts of a page that are not the same for all. */
export interface PageParts {
  readonly title: string;
  /** Name of its script in dist/webview. */
  readonly script: string;
  /** Names of its style sheets in media, after the one that all pages have. */
  readonly styles: readonly string[];
  /** Static HTML: no text of a trace, nothing inline. */
  readonly body: string;
}

/** What a panel with such a page may do: run its script and read from the two folders. */
export function pageOptions(extensionUri: Uri): WebviewOptions & WebviewPanelOptions {
  const [scripts, media] = foldersOf(extensionUri);
  return { enableScripts: true, localResourceRoots: [scripts, media] };
}

/** A page with a nonce for its one script and no rights beyond that and its style sheets. */
export function webviewPage(webview: Webview, extensionUri: Uri, { title, script, styles, body }: PageParts): string {
  const nonce = globalThis.crypto.randomUUID().replaceAll('-', '');
  const [scripts, media] = foldersOf(extensionUri);
  const csp = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'; img-src ${webview.cspSource} data:`;
  const links = ['webview.css', ...styles].map(
    (name) => `<link rel="stylesheet" href="${webview.asWebviewUri(Uri.joinPath(media, name))}">`,
  );
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
${links.join('\n')}
<title>${title}</title>
</head>
<body>
<main>
${body}
</main>
<script nonce="${nonce}" src="${webview.asWebviewUri(Uri.joinPath(scripts, script))}"></script>
</body>
</html>`;
}

function foldersOf(extensionUri: Uri): readonly [Uri, Uri] {
  return [Uri.joinPath(extensionUri, 'dist', 'webview'), Uri.joinPath(extensionUri, 'media')];
}
