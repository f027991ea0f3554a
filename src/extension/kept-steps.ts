import { type Disposable, type Memento, type TextDocument, type Uri, workspace } from 'vscode';
import { LANGUAGE_ID } from '../protocol/names.ts';
import type { LanguageServer } from './language-client.ts';

const STATE_KEY = 'cotLens.keptSteps';

/**
 * Steps that a person decided to keep although they are flagged, by document and step hash. Kept in the workspace's
 * state, so that the decision outlives the session, and told to the server whenever a document opens or changes its list.
 */
export class KeptSteps implements Disposable {
  readonly #state: Memento;
  readonly #server: LanguageServer;
  readonly #opened: Disposable;

  constructor(state: Memento, server: LanguageServer) {
    this.#state = state;
    this.#server = server;
    for (const document of workspace.textDocuments) this.#tell(document);
    this.#opened = workspace.onDidOpenTextDocument((document) => this.#tell(document));
  }

  dispose(): void {
    this.#opened.dispose();
  }

  /** Keeps a step, or takes the decision back when it was already kept. */
  async toggle(uri: Uri, hash: string): Promise<void> {
    const all = this.#all();
    const before = all[uri.toString()] ?? [];
    const after = before.includes(hash) ? before.filter((each) => each !== hash) : [...before, hash];
    await this.#state.update(STATE_KEY, { ...all, [uri.toString()]: after });
    await this.#server.keepSteps(uri, after);
  }

  #tell(document: TextDocument): void {
    if (document.languageId !== LANGUAGE_ID) return;
    const hashes = this.#all()[document.uri.toString()];
    if (hashes) void this.#server.keepSteps(document.uri, hashes);
  }

  #all(): Readonly<Record<string, readonly string[]>> {
    return this.#state.get<Record<string, readonly string[]>>(STATE_KEY, {});
  }
}
