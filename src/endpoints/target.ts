import type { EndpointProfile } from './profile.ts';

/** Stands for the key inside a header value, for servers that want it elsewhere: `"api-key": "{key}"`. */
export const KEY_PLACE = '{key}';

/** Ends of addresses that people copy along with the base URL. */
const COPIED = ['/chat/completions', '/completions', '/messages', '/embeddings', '/models'];

/**
 * Address under the base URL; the base's query stays. A base that already ends in a request's own path is taken as its
 * parent. `place` gets the base's path without a slash at its end and gives the address's path. Throws an Error with a
 * message for people (never with the URL in it) when the base is no usable address.
 */
export function endpointUrl(baseUrl: string, place: (base: string) => string): URL {
  let url: URL;
  try {
    url = new URL(baseUrl.trim());
  } catch {
    throw new Error('The base URL is not a web address; it looks like http://localhost:8000/v1.');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Error('The base URL has to start with http:// or https://.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new Error('The base URL holds a login; put the key into the secret storage instead.');
  }
  let base = url.pathname;
  while (base.endsWith('/')) base = base.slice(0, -1);
  const copied = COPIED.find((end) => base.endsWith(end));
  if (copied !== undefined) base = base.slice(0, -copied.length);
  url.pathname = place(base);
  url.hash = '';
  return url;
}

/** The header that a protocol puts the key into when the profile names no other place. */
export type KeyHeader = 'authorization' | 'x-api-key' | 'api-key';

/**
 * Headers of every request. The key goes where a header says `{key}`, else into `keyHeader` (as `Bearer` for
 * Authorization), unless the profile sets that header itself or there is no key. Throws an Error (without the value) on
 * values that HTTP cannot send.
 */
export function headersFor(
  headers: Readonly<Record<string, string>>,
  key: string,
  keyHeader: KeyHeader = 'authorization',
): Record<string, string> {
  const out: Record<string, string> = {};
  let placed = false;
  for (const [name, value] of Object.entries(headers)) {
    if (value.includes(KEY_PLACE)) placed = true;
    out[name.toLowerCase()] = value.split(KEY_PLACE).join(key.trim());
  }
  if (!placed && key.trim() !== '' && out[keyHeader] === undefined) {
    out[keyHeader] = keyHeader === 'authorization' ? `Bearer ${key.trim()}` : key.trim();
  }
  for (const [name, value] of Object.entries(out)) {
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) throw new Error('A header name holds a character that HTTP forbids.');
    if (!/^[\t\u0020-\u007E\u0080-\u00FF]*$/.test(value)) {
      const what = name === keyHeader ? 'The key' : `The header "${name}"`;
      throw new Error(`${what} holds a character that HTTP cannot send (a line break or a letter beyond Latin-1).`);
    }
  }
  return out;
}

const SECRET_NAME = /auth|key|token|secret|cookie|password|sig/i;

/** Everything of a profile that must never be shown: the key, secret-looking headers, query values of the base URL. */
export function secretsOf(profile: Pick<EndpointProfile, 'headers' | 'baseUrl'>, key: string): readonly string[] {
  const secrets = [key, key.trim()];
  for (const [name, value] of Object.entries(profile.headers)) if (SECRET_NAME.test(name)) secrets.push(value);
  try {
    const url = new URL(profile.baseUrl);
    secrets.push(url.username, url.password);
    for (const [name, value] of url.searchParams) if (SECRET_NAME.test(name)) secrets.push(value);
  } catch {
    // Not an address: nothing is sent to it either.
  }
  const bare = secrets.map((secret) =>
    secret
      .replace(/^(Bearer|Basic|Token)\s+/i, '')
      .split(KEY_PLACE)
      .join(''),
  );
  return [...new Set([...secrets, ...bare])].filter((secret) => secret !== '' && secret !== KEY_PLACE);
}
