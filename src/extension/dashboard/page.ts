import type { Uri, Webview } from 'vscode';

/** The dashboard's static page: no text of a trace in it, a nonce for the one script, nothing inline. */
export function dashboardPage(webview: Webview, extension: { script: Uri; style: Uri }): string {
  const nonce = globalThis.crypto.randomUUID().replaceAll('-', '');
  const csp = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'; img-src ${webview.cspSource} data:`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<link rel="stylesheet" href="${webview.asWebviewUri(extension.style)}">
<title>CoT Lens Dashboard</title>
</head>
<body>
<main>
<h1 id="title">CoT Lens</h1>
<p id="summary" role="status"></p>
<ul id="agents" aria-label="Agents"></ul>
<section id="view" hidden aria-label="Tokens per step">
<p class="legend"><span class="key kept"></span>step <span class="key flagged"></span>step that can go (hollow)</p>
<div class="chart"><canvas id="chart" role="img" aria-label="Bars of tokens per step; the table below says the same"></canvas></div>
<table>
<thead><tr><th scope="col">Step</th><th scope="col">Kind</th><th scope="col" class="number">Tokens</th><th scope="col" class="number">Running total</th><th scope="col">Can go because</th><th scope="col">Text</th></tr></thead>
<tbody id="rows"></tbody>
</table>
</section>
</main>
<script nonce="${nonce}" src="${webview.asWebviewUri(extension.script)}"></script>
</body>
</html>`;
}
