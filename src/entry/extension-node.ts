import { availableParallelism } from 'node:os';
import { type ExtensionContext, Uri } from 'vscode';
import { activate as activateExtension } from '../extension/activate.ts';
import { editorFiles, type Files } from '../extension/files.ts';
import { LanguageServer } from '../extension/language-client.ts';
import { analysisPool } from '../platform/node/analysis-pool.ts';
import { nodeAppendFile, nodeByteSource, replaceBytes } from '../platform/node/files.ts';
import { openNodeFile } from '../platform/node/open-file.ts';
import { nodeOutputFolder } from '../platform/node/output-folder.ts';
import { tokenizerFiles } from '../platform/node/tokenizer-data.ts';

/** Local files by their own means (ranges, durable appends, atomic replacing); every other scheme through the editor. */
const filesWith = (cache: string): Files => ({
  source: (uri) => (uri.scheme === 'file' ? nodeByteSource(uri.fsPath) : editorFiles.source(uri)),
  open: (uri, work) =>
    uri.scheme === 'file' ? openNodeFile(uri.fsPath, { cache }, work) : editorFiles.open(uri, work),
  appendFile: (uri) => (uri.scheme === 'file' ? nodeAppendFile(uri.fsPath) : editorFiles.appendFile(uri)),
  replaceBytes: (uri, patch) =>
    uri.scheme === 'file' ? replaceBytes(uri.fsPath, patch) : editorFiles.replaceBytes(uri, patch),
  outputFolder: (uri) => (uri.scheme === 'file' ? nodeOutputFolder(uri.fsPath) : editorFiles.outputFolder(uri)),
});

/** A core is left to the editor, and more threads are not worth their memory. */
const threads = Math.min(4, Math.max(1, availableParallelism() - 1));

export function activate(context: ExtensionContext): void {
  activateExtension(context, {
    files: filesWith(Uri.joinPath(context.globalStorageUri, 'cache').fsPath),
    tokenizers: tokenizerFiles(Uri.joinPath(context.extensionUri, 'dist', 'ranks').fsPath),
    analyses: analysisPool({
      script: Uri.joinPath(context.extensionUri, 'dist', 'analysis-worker.cjs').fsPath,
      ranks: Uri.joinPath(context.extensionUri, 'dist', 'ranks').fsPath,
      threads,
    }),
    startServer: (extension, log) =>
      new LanguageServer(Uri.joinPath(extension.extensionUri, 'dist', 'server.cjs').fsPath, log),
  });
}
