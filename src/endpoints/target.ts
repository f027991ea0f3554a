import type { EndpointProfile } from './profile.ts';

/** Stands for the key inside a header value, for servers that want it elsewhere: `"api-key": "{key}"`. */
export const KEY_PLACE = '{key}';

/**
 * Address of `path` under the base URL; the base's query stays. A base that already ends in "chat/completions" is taken as
 * its parent. Throws an Error with a message for people (never with the URL in it) when the base is no usable address.
 */
export function endpointUrl(baseUrl: string, path: 'chat/completions' | 'models'): string {
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
  if (base.endsWith('/chat/completions')) base = base.slice(0, -'/chat/completions'.length);
  url.pathname = `${base}/${path}`;
  url.hash = '';
  return url.href;
}

/**
 * Headers of every request. The key goes where a header says `{key}`, else into `Authorization: Bearer`, unless the
 * profile sets that header itself or there is no key. Throws an Error (without the value) on values that HTTP cannot send.
 */
export function headersFor(headers: Readonly<Record<string, string>>, key: string): Record<string, string> {
  const out: Record<string, string> = {};
  let placed = false;
  for (const [name, value] of Object.entries(headers)) {
    if (value.includes(KEY_PLACE)) placed = true;
    out[name.toLowerCase()] = value.split(KEY_PLACE).join(key.trim());
  }
  if (!placed && key.trim() !== '' && out.authorization === undefined) out.authorization = `Bearer ${key.trim()}`;
  for (const [name, value] of Object.entries(out)) {
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) throw new Error('A header name holds a character that HTTP forbids.');
    if (!/^[\t\u0020-\u007E\u0080-\u00FF]*$/.test(value)) {
      const what = name === 'authorization' ? 'The key' : `The header "${name}"`;
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
