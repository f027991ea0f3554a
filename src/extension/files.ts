import { Uri, workspace } from 'vscode';
import { type WholeFiles, wholeFileFolder } from '../app/export/whole-files.ts';
import type { AppendFile, ByteSource, OutputFolder } from '../app/ports.ts';
import { CONTAINER_WORDS, containerOf, SIGNATURE_BYTES } from '../app/sources/containers.ts';
import { recast } from '../app/sources/recast.ts';
import type { OpenedFile, Unpacking } from '../app/sources/types.ts';

/** Bytes to replace in a file. */
export interface Replacement {
  readonly startByte: number;
  readonly endByte: number;
  readonly bytes: Uint8Array;
}

/** Files as the extension needs them; the runtime's own implementation serves local files, the editor's file systems the rest. */
export interface Files {
  source(uri: Uri): Promise<ByteSource>;
  /** A file of records, unpacked where it has to be. A string says why it cannot be opened, without a stop at its end. */
  open(uri: Uri, work?: Unpacking): Promise<OpenedFile | string>;
  appendFile(uri: Uri): AppendFile;
  replaceBytes(uri: Uri, patch: Replacement): Promise<void>;
  /** A folder to write to; made when the first file is. */
  outputFolder(uri: Uri): OutputFolder;
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
  open: async (uri) => {
    const source = await editorFiles.source(uri);
    const kind = containerOf(await source.read(0, SIGNATURE_BYTES));
    if (kind === null) return { source, note: null, ...(await recast(source)), close: async () => {} };
    return `it is ${CONTAINER_WORDS[kind].name}, and such files are read from the local disk only; copy it there`;
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
  outputFolder: editorFolder,
};

/** Most bytes of a file of an export that goes through the editor. */
const MOST_BYTES = 256 << 20;

/** A folder in any file system of the editor. */
function editorFolder(root: Uri): OutputFolder {
  const at = (path: string): Uri => (path === '' ? root : Uri.joinPath(root, path));
  const files: WholeFiles = {
    has: async (path) =>
      workspace.fs.stat(at(path)).then(
        () => true,
        () => false,
      ),
    write: async (path, bytes) => workspace.fs.writeFile(at(path), bytes),
    read: (path) => editorFiles.source(at(path)),
    move: async (from, to) => workspace.fs.rename(at(from), at(to), { overwrite: true }),
    remove: async (path) => workspace.fs.delete(at(path)),
    isEmpty: async (path) =>
      workspace.fs.readDirectory(at(path)).then(
        (entries) => entries.length === 0,
        () => false,
      ),
  };
  return wholeFileFolder(files, MOST_BYTES);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
