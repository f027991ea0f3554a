import { ConfigurationTarget, workspace } from 'vscode';
import { type EndpointKind, type EndpointProfile, parseProfiles } from '../../endpoints/profile.ts';

const SECTION = 'cotLens';

/**
 * The configured endpoints, best first: the active one, then the others in their order. In an untrusted workspace the
 * editor itself leaves out what that workspace sets (the settings are restricted in the manifest).
 */
export function configuredEndpoints(): {
  readonly profiles: readonly EndpointProfile[];
  readonly notes: readonly string[];
} {
  const settings = workspace.getConfiguration(SECTION);
  const { profiles, notes } = parseProfiles(settings.get('endpoints'));
  const active = settings.get('activeEndpoint', '');
  const first = profiles.filter((profile) => profile.name === active);
  return { profiles: [...first, ...profiles.filter((profile) => profile.name !== active)], notes };
}

/** Adds an endpoint (or replaces the one of the same name) in the user's settings and makes it the active one. */
export async function saveEndpoint(endpoint: {
  name: string;
  kind?: EndpointKind;
  baseUrl: string;
  model: string;
  stream: boolean;
}): Promise<void> {
  const settings = workspace.getConfiguration(SECTION);
  const before = settings.inspect<unknown[]>('endpoints')?.globalValue;
  const others = (Array.isArray(before) ? before : []).filter((item) => nameOf(item) !== endpoint.name);
  await settings.update('endpoints', [...others, endpoint], ConfigurationTarget.Global);
  await settings.update('activeEndpoint', endpoint.name, ConfigurationTarget.Global);
}

function nameOf(item: unknown): string | undefined {
  const name = typeof item === 'object' && item !== null ? (item as { name?: unknown }).name : undefined;
  return typeof name === 'string' ? name : undefined;
}
