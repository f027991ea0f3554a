import { type SecretStorage, window } from 'vscode';
import type { EndpointProfile } from '../../endpoints/profile.ts';

/**
 * Keys of endpoints, in the editor's secret storage only. A key belongs to a name *and* an origin: a settings file that
 * points a known name at another server does not get the key.
 */
export class EndpointSecrets {
  readonly #storage: SecretStorage;

  constructor(storage: SecretStorage) {
    this.#storage = storage;
  }

  /** The key, or undefined when none is stored for this name at this origin. */
  async get(profile: EndpointProfile): Promise<string | undefined> {
    return this.#storage.get(slot(profile));
  }

  async set(profile: EndpointProfile, key: string): Promise<void> {
    await this.#storage.store(slot(profile), key);
  }

  /** Asks for a key and stores it; an empty answer changes nothing. */
  async ask(profile: EndpointProfile): Promise<void> {
    const key = await window.showInputBox({
      title: `Key of ${profile.name}`,
      prompt: `Sent to ${new URL(profile.baseUrl).host} only; kept in the editor's secret storage`,
      password: true,
      ignoreFocusOut: true,
    });
    if (key) await this.set(profile, key);
  }

  async remove(profile: EndpointProfile): Promise<void> {
    await this.#storage.delete(slot(profile));
  }
}

function slot(profile: EndpointProfile): string {
  return `cotLens.endpoint:${profile.id}@${new URL(profile.baseUrl).origin}`;
}
