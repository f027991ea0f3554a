import { type ExtensionContext, languages, window, workspace } from 'vscode';
import { LANGUAGE_ID, TRACE_SCHEME, VARIANT_SCHEME } from '../protocol/names.ts';
import { FAILURES_SCHEME } from './batch/failures.ts';
import { registerCommands } from './commands/register.ts';
import { EXPORT_SCHEME } from './export/documents.ts';
import { createServices, type Runtime } from './services.ts';
import { PRESENT_SCHEME } from './trace-fs/present.ts';

/** Registers everything. Nothing is read or computed before a file, a view or a command asks for it. */
export function activate(context: ExtensionContext, runtime: Runtime): void {
  const services = createServices(context, runtime);
  const { traces, variants, present, tree, guardedSave, dashboard, preview, corpora, failures, exports } = services;
  context.subscriptions.push(
    workspace.registerFileSystemProvider(TRACE_SCHEME, traces, { isCaseSensitive: true }),
    workspace.registerFileSystemProvider(VARIANT_SCHEME, variants, { isCaseSensitive: true }),
    workspace.registerTextDocumentContentProvider(PRESENT_SCHEME, present),
    workspace.registerTextDocumentContentProvider(FAILURES_SCHEME, failures),
    workspace.registerTextDocumentContentProvider(EXPORT_SCHEME, exports),
    languages.registerDocumentLinkProvider({ scheme: FAILURES_SCHEME }, failures),
    window.createTreeView('cotLens.traces', { treeDataProvider: tree, showCollapseAll: true }),
    workspace.onWillSaveTextDocument((event) => {
      if (event.document.uri.scheme === TRACE_SCHEME) guardedSave.noteReason(event.document.uri, event.reason);
    }),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === TRACE_SCHEME) traces.adopt(document);
    }),
    window.onDidChangeActiveTextEditor((editor) => {
      if (editor?.document.languageId !== LANGUAGE_ID) return;
      dashboard.follow(editor.document.uri);
      if (editor.document.uri.scheme === TRACE_SCHEME) preview.follow(editor.document.uri);
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('cotLens.fileReaders')) corpora.invalidateAll();
      if (event.affectsConfiguration('cotLens.segmenter') || event.affectsConfiguration('cotLens.segmenterPattern')) {
        traces.refreshAll();
      }
    }),
    ...registerCommands(services),
  );
}
