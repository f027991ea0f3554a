import { type ExtensionContext, Uri } from 'vscode';
import { activate as activateExtension } from '../extension/activate.ts';
import { editorFiles, type Files } from '../extension/files.ts';
import { LanguageServer } from '../extension/language-client.ts';
import { nodeAppendFile, nodeByteSource, replaceBytes } from '../platform/node/files.ts';

/** Local files by their own means (ranges, durable appends, atomic replacing); every other scheme through the editor. */
const files: Files = {
  source: (uri) => (uri.scheme === 'file' ? nodeByteSource(uri.fsPath) : editorFiles.source(uri)),
  appendFile: (uri) => (uri.scheme === 'file' ? nodeAppendFile(uri.fsPath) : editorFiles.appendFile(uri)),
  replaceBytes: (uri, patch) =>
    uri.scheme === 'file' ? replaceBytes(uri.fsPath, patch) : editorFiles.replaceBytes(uri, patch),
};

export function activate(context: ExtensionContext): void {
  activateExtension(context, {
    files,
    startServer: (extension, log) =>
      new LanguageServer(Uri.joinPath(extension.extensionUri, 'dist', 'server.cjs').fsPath, log),
  });
}
