import type { Uri, Webview } from 'vscode';

/** The preview panel's static page: no text of a trace in it, a nonce for the one script, nothing inline. */
export function previewPage(webview: Webview, extension: { script: Uri; style: Uri }): string {
  const nonce = globalThis.crypto.randomUUID().replaceAll('-', '');
  const csp = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<link rel="stylesheet" href="${webview.asWebviewUri(extension.style)}">
<title>CoT Lens Method Preview</title>
</head>
<body>
<main>
<h1 id="title">Method preview</h1>
<p><label for="method">Method</label> <select id="method"></select></p>
<p id="about" class="about"></p>
<div id="controls"></div>
<ul id="sentences" role="status" aria-live="polite"></ul>
<p><button id="open" type="button" hidden>Open Variant</button></p>
<p class="legend"><span class="key gone">gone</span> <span class="key fading">gone in some rows</span> <span class="key chosen">chosen</span> marks in the trace beside; nothing in it is changed.</p>
</main>
<script nonce="${nonce}" src="${webview.asWebviewUri(extension.script)}"></script>
</body>
</html>`;
}
