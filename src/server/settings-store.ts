import type { Connection } from 'vscode-languageserver';
import { PREFIX } from '../protocol/names.ts';
import { type KnownIds, parseSettings, type Settings } from '../protocol/settings.ts';
import { type ClientFacts, fieldOf } from './client-facts.ts';

/** Settings with the notes about what was not understood. */
export interface ReadSettings {
  readonly settings: Settings;
  readonly notes: readonly string[];
  /** The store's epoch when they were asked for; older than the store's: out of date. */
  readonly epoch: number;
}

/** The settings in force for each address, asked from the client once and forgotten when they change. */
export class SettingsStore {
  readonly #connection: Connection;
  readonly #client: () => ClientFacts;
  readonly #known: KnownIds;
  readonly #byScope = new Map<string, Promise<ReadSettings>>();
  readonly #onNote: (note: string) => void;
  readonly #told = new Set<string>();
  #pushed: unknown;
  /** Grows with every change; what was made under another epoch is out of date. */
  epoch = 0;

  constructor(connection: Connection, client: () => ClientFacts, known: KnownIds, onNote: (note: string) => void) {
    this.#onNote = onNote;
    this.#connection = connection;
    this.#client = client;
    this.#known = known;
  }

  /** The settings that count for an address. A client that cannot be asked gives those it sent, else the defaults. */
  get(scope: string): Promise<ReadSettings> {
    const known = this.#byScope.get(scope);
    if (known) return known;
    const { epoch } = this;
    const reading = this.#ask(scope).then((raw) => ({ ...parseSettings(raw, this.#known), epoch }));
    this.#byScope.set(scope, reading);
    void reading.then(({ notes }) => this.#tell(notes));
    return reading;
  }

  /** Forgets everything; `sent` is what the change notification carried. */
  changed(sent: unknown): void {
    this.#pushed = fieldOf(sent, PREFIX);
    this.#byScope.clear();
    this.epoch++;
  }

  /** Each note is told once. */
  #tell(notes: readonly string[]): void {
    for (const note of notes) {
      if (this.#told.has(note)) continue;
      this.#told.add(note);
      this.#onNote(note);
    }
  }

  async #ask(scope: string): Promise<unknown> {
    const client = this.#client();
    if (!client.answersConfiguration) return this.#pushed ?? client.settings;
    try {
      return await this.#connection.workspace.getConfiguration({ scopeUri: scope, section: PREFIX });
    } catch (error) {
      this.#connection.console.warn(`The client gave no settings: ${String(error)}`);
      return undefined;
    }
  }
}
