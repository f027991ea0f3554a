import type { ByteSource, OutputFolder } from '../ports.ts';

/** A folder in memory, for previews and tests. */
export interface MemoryFolder extends OutputFolder {
  /** The files by their paths. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The text of a file; '' when there is none. */
  text(path: string): string;
}

/** An empty folder in memory. */
export function memoryFolder(): MemoryFolder {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    text: (path) => new TextDecoder().decode(files.get(path)),
    has: async (path) => files.has(path),
    create: async (path) => {
      const parts: Uint8Array[] = [];
      files.set(path, new Uint8Array());
      return {
        write: async (bytes) => void parts.push(bytes),
        close: async () => void files.set(path, joined(parts)),
      };
    },
    read: async (path) => sourceOf(files.get(path) ?? missing(path)),
    move: async (from, to) => {
      files.set(to, files.get(from) ?? missing(from));
      files.delete(from);
    },
    remove: async (path) => void files.delete(path),
  };
}

function sourceOf(bytes: Uint8Array): ByteSource {
  return { sizeBytes: bytes.length, version: '1', read: async (start, end) => bytes.subarray(start, end) };
}

function missing(path: string): never {
  throw new Error(`There is no file "${path}".`);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
