import { type Uri, workspace } from 'vscode';
import type { AppendFile, ByteSource } from '../app/ports.ts';

/** Bytes to replace in a file. */
export interface Replacement {
  readonly startByte: number;
  readonly endByte: number;
  readonly bytes: Uint8Array;
}

/** Files as the extension needs them; the runtime's own implementation serves local files, the editor's file systems the rest. */
export interface Files {
  source(uri: Uri): Promise<ByteSource>;
  appendFile(uri: Uri): AppendFile;
  replaceBytes(uri: Uri, patch: Replacement): Promise<void>;
}

/** Files of any scheme through the editor: whole files only, as its interface has no ranges and no append. */
export const editorFiles: Files = {
  source: async (uri) => {
    const bytes = await workspace.fs.readFile(uri);
    const { mtime, size } = await workspace.fs.stat(uri);
    return {
      sizeBytes: bytes.length,
      version: `${size}-${mtime}`,
      read: async (startByte, endByte) => bytes.subarray(startByte, endByte),
    };
  },
  appendFile: (uri) => {
    const readAll = async () => {
      try {
        return await workspace.fs.readFile(uri);
      } catch {
        return new Uint8Array();
      }
    };
    return {
      read: async (startByte, endByte) => (await readAll()).subarray(startByte, endByte),
      append: async (bytes) => workspace.fs.writeFile(uri, joined(await readAll(), bytes)),
    };
  },
  replaceBytes: async (uri, patch) => {
    const before = await workspace.fs.readFile(uri);
    await workspace.fs.writeFile(
      uri,
      joined(before.subarray(0, patch.startByte), patch.bytes, before.subarray(patch.endByte)),
    );
  },
};

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
