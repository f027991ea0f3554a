import { type Uri, workspace } from 'vscode';
import { holdsTraces } from '../../app/sources/text-corpus.ts';
import type { Files } from '../files.ts';

/** Most files that are looked into: most texts of a workspace are no traces. */
const MOST_FILES = 200;

/** Files called .txt that hold traces, by their beginning. */
export class TextCorpora {
  readonly #files: Files;
  /** What was seen of each file, until it changes. */
  readonly #seen = new Map<string, { readonly version: string; readonly holds: boolean }>();

  constructor(files: Files) {
    this.#files = files;
  }

  async find(): Promise<readonly Uri[]> {
    const found = await workspace.findFiles('**/*.txt', '**/node_modules/**', MOST_FILES);
    const looked = await Promise.all(found.map(async (uri) => ((await this.#holds(uri)) ? [uri] : [])));
    return looked.flat();
  }

  /** A file that cannot be read is none. */
  async #holds(uri: Uri): Promise<boolean> {
    try {
      const source = await this.#files.source(uri);
      const known = this.#seen.get(uri.toString());
      if (known?.version === source.version) return known.holds;
      const holds = await holdsTraces(source);
      this.#seen.set(uri.toString(), { version: source.version, holds });
      return holds;
    } catch {
      return false;
    }
  }
}
