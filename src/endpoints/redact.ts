/** Windows of this many characters of a secret are enough to give it away. */
const WINDOW = 8;
const MARK = '[key]';

/** What looks like a key, whoever's it is. Each pattern reads every character a fixed number of times. */
const KEY_SHAPES: readonly RegExp[] = [
  /\b(?:sk|pk|rk|gsk|xai|hf|or|nvapi|AIza)[-_][A-Za-z0-9*._-]{4,}/g,
  /\bAIza[A-Za-z0-9_-]{10,}/g,
  /\beyJ[A-Za-z0-9_-]{8,}[A-Za-z0-9._-]*/g,
];
const NAMED_VALUE =
  /\b((?:api[-_ ]?key|access[-_ ]?token|token|authorization|secret|password|key)["']?[ ]?[:=][ ]?["']?(?:Bearer |Basic )?)[^\s"'&,;}<>]+/gi;
const BEARER = /\b(Bearer|Basic) [A-Za-z0-9._~+/=*-]+/gi;
const URL_LOGIN = /\/\/[^\s/@]{1,256}@/g;

/**
 * `text` without `secrets` (whole, URL-encoded, or any 8 characters of them) and without what looks like a key.
 * Each is replaced by "[key]". Secrets under 4 characters are only removed where they stand as words.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let out = text;
  for (const secret of secrets) {
    for (const form of new Set([secret, secret.trim(), encodeURIComponent(wellFormed(secret))]))
      out = remove(out, form);
  }
  out = out.replace(NAMED_VALUE, `$1${MARK}`).replace(BEARER, `$1 ${MARK}`).replace(URL_LOGIN, `//${MARK}@`);
  for (const shape of KEY_SHAPES) out = out.replace(shape, MARK);
  return out;
}

function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDFFF]/gu, '');
}

function remove(text: string, secret: string): string {
  if (secret === '') return text;
  if (secret.length < 4) return removeWord(text, secret);
  if (secret.length <= WINDOW) return text.split(secret).join(MARK);
  return removeWindows(text, secret);
}

function removeWord(text: string, secret: string): string {
  const parts = text.split(secret);
  let out = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    const inWord = /\w$/.test(out) || /^\w/.test(part);
    out += (inWord ? secret : MARK) + part;
  }
  return out;
}

/** Cuts out every stretch of `text` that shares 8 characters in a row with the secret. */
function removeWindows(text: string, secret: string): string {
  const windows = new Set<string>();
  for (let i = 0; i + WINDOW <= secret.length; i += 1) windows.add(secret.slice(i, i + WINDOW));
  let out = '';
  let shown = 0;
  let hiddenTo = 0;
  for (let i = 0; i + WINDOW <= text.length; i += 1) {
    if (!windows.has(text.slice(i, i + WINDOW))) continue;
    if (i >= hiddenTo) {
      out += text.slice(shown, i) + MARK;
    }
    hiddenTo = i + WINDOW;
    shown = hiddenTo;
  }
  return out + text.slice(shown);
}

/** How much of a server's words is quoted. */
const QUOTE_LIMIT = 300;

/**
 * A server's words for people: redacted, on one line, without markup or control characters, cut at 300 characters.
 * '' when there is nothing to quote.
 */
export function quoteServer(text: string, secrets: readonly string[]): string {
  // Cut only after redacting, so that no half key is left at the cut; 20,000 characters are read at most.
  const clean = redact(text.slice(0, 20_000), secrets)
    .replace(/<[^<>]{0,500}>/g, ' ')
    .replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g, ' ')
    .replace(/\]\(/g, '] (')
    .split(' ')
    .filter((part) => part !== '')
    .join(' ');
  return clean.length <= QUOTE_LIMIT ? clean : `${clean.slice(0, QUOTE_LIMIT)}…`;
}
