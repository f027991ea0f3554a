import type { Connection } from 'vscode-languageserver';
import { PREFIX } from '../protocol/names.ts';
import { type KnownIds, parseSettings, type Settings } from '../protocol/settings.ts';
import { type ClientFacts, fieldOf } from './client-facts.ts';

/** Settings with the notes about what was not understood. */
export interface ReadSettings {
  readonly settings: Settings;
  readonly notes: readonly string[];
}

/** The settings in force for each address, asked from the client once and forgotten when they change. */
export class SettingsStore {
  readonly #connection: Connection;
  readonly #client: () => ClientFacts;
  readonly #known: KnownIds;
  readonly #byScope = new Map<string, Promise<ReadSettings>>();
  #pushed: unknown;
  /** Grows with every change; what was made under another epoch is out of date. */
  epoch = 0;

  constructor(connection: Connection, client: () => ClientFacts, known: KnownIds) {
    this.#connection = connection;
    this.#client = client;
    this.#known = known;
  }

  /** The settings that count for an address. A client that cannot be asked gives those it sent, else the defaults. */
  get(scope: string): Promise<ReadSettings> {
    const known = this.#byScope.get(scope);
    if (known) return known;
    const reading = this.#ask(scope).then((raw) => parseSettings(raw, this.#known));
    this.#byScope.set(scope, reading);
    return reading;
  }

  /** Forgets everything; `sent` is what the change notification carried. */
  changed(sent: unknown): void {
    this.#pushed = fieldOf(sent, PREFIX);
    this.#byScope.clear();
    this.epoch++;
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
