import { isJsonObject, type JsonObject, type JsonValue } from '../../../base/json.ts';
import { isList } from './fields.ts';

/** A token as it was logged, before it has its place in a text. */
export interface TokenEntry {
  readonly text: string;
  /** Its UTF-8 bytes, where they are logged: a character can be spread over several tokens. */
  readonly bytes: readonly number[] | null;
  /** `null` when none is given, as for the first token of an echoed prompt. */
  readonly logprob: number | null;
  /** Of the most likely tokens and of the taken one; `null` when no alternatives are logged. */
  readonly top: readonly number[] | null;
}

interface Alternative {
  readonly text: string;
  readonly logprob: number;
}

const TEXT_KEYS = ['token', 'text', 'decoded_token'] as const;

function textIn(entry: JsonObject): string | null {
  for (const key of TEXT_KEYS) {
    const text = entry[key];
    if (typeof text === 'string') return text;
  }
  return null;
}

function bytesIn(value: JsonValue | undefined): readonly number[] | null {
  if (!isList(value)) return null;
  const bytes = value.filter((byte) => typeof byte === 'number');
  return bytes.length === value.length ? bytes : null;
}

/** The bytes of a token that OpenAI's older log writes as `bytes:\xf0\x9f`, because they are no whole characters. */
function writtenBytes(text: string): readonly number[] | null {
  if (!text.startsWith('bytes:') || !text.includes('\\x')) return null;
  const bytes: number[] = [];
  for (let at = 'bytes:'.length; at < text.length; ) {
    const code = text.charCodeAt(at);
    const written = /^\\x([0-9a-f]{2})$/i.exec(text.slice(at, at + 4))?.[1];
    if (written === undefined && code >= 0x80) return null;
    bytes.push(written === undefined ? code : Number.parseInt(written, 16));
    at += written === undefined ? 1 : 4;
  }
  return bytes;
}

/** Alternatives as a list of tokens, or as an object from a token to its logarithm. */
function alternativesIn(value: JsonValue | undefined): readonly Alternative[] {
  if (isList(value)) {
    return value.flatMap((item) => {
      if (!isJsonObject(item) || typeof item.logprob !== 'number') return [];
      return [{ text: textIn(item) ?? '', logprob: item.logprob }];
    });
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([text, item]) => {
    const logprob = isJsonObject(item) ? item.logprob : item;
    return typeof logprob === 'number' ? [{ text, logprob }] : [];
  });
}

/** Logarithms of the alternatives, the taken token's among them, which providers leave out when it is not one of the likeliest. */
function topWith(text: string, logprob: number | null, alternatives: readonly Alternative[]): TokenEntry['top'] {
  if (alternatives.length === 0) return null;
  const top = alternatives.map((each) => each.logprob);
  // Different parts of characters are all written as U+FFFD.
  const isPart = text.includes('\uFFFD');
  const isThere = alternatives.some((each) => each.text === text && (!isPart || each.logprob === logprob));
  return isThere || logprob === null ? top : [...top, logprob];
}

function entryOf(
  text: string,
  logprob: JsonValue | undefined,
  more: { bytes?: JsonValue; top?: JsonValue },
): TokenEntry {
  const taken = typeof logprob === 'number' ? logprob : null;
  return {
    text,
    bytes: bytesIn(more.bytes) ?? writtenBytes(text),
    logprob: taken,
    top: topWith(text, taken, alternativesIn(more.top)),
  };
}

/** An entry of a list: `{token, logprob, bytes?, top_logprobs?}`, or vLLM's `{id: {logprob, rank, decoded_token}}`. */
function listEntry(item: JsonValue, id: JsonValue | undefined): TokenEntry | null {
  if (item === null) return { text: '', bytes: null, logprob: null, top: null };
  if (!isJsonObject(item)) return null;
  const text = textIn(item);
  if (text !== null) {
    const { logprob, bytes = null, top_logprobs: top = null } = item;
    return entryOf(text, logprob, { bytes, top });
  }
  return byTokenId(item, id);
}

/** vLLM's own form holds the taken token among its alternatives; `id` says which one it is. */
function byTokenId(item: JsonObject, id: JsonValue | undefined): TokenEntry | null {
  const keys = Object.keys(item);
  const own = item[typeof id === 'number' ? String(id) : keys.length === 1 ? (keys[0] ?? '') : ''];
  if (!isJsonObject(own) || typeof own.logprob !== 'number') return null;
  const all = Object.values(item).flatMap((each) =>
    isJsonObject(each) && typeof each.logprob === 'number' ? [each.logprob] : [],
  );
  return { text: textIn(own) ?? '', bytes: null, logprob: own.logprob, top: all.length > 1 ? all : null };
}

function listLog(value: readonly JsonValue[], ids: JsonValue | undefined): readonly TokenEntry[] | null {
  const entries = value.map((item, i) => listEntry(item, isList(ids) ? ids[i] : undefined));
  return entries.every((entry) => entry !== null) ? entries : null;
}

/** The older form: lists side by side, `tokens`, `token_logprobs` and perhaps `top_logprobs`. */
function columnLog(value: JsonObject): readonly TokenEntry[] | null {
  const { tokens, token_logprobs: logprobs, top_logprobs: top } = value;
  if (!isList(tokens) || !isList(logprobs) || tokens.length !== logprobs.length) return null;
  const entries = tokens.map((text, i) =>
    typeof text === 'string' ? entryOf(text, logprobs[i], { top: (isList(top) ? top[i] : null) ?? null }) : null,
  );
  return entries.every((entry) => entry !== null) ? entries : null;
}

const LIST_KEYS = ['reasoning_content', 'reasoning', 'content'] as const;

/**
 * The logs that a `logprobs` value holds: of OpenAI's chat (`content`, beside it `reasoning_content` of some services), of
 * the older completions, of vLLM (with `ids`, the taken tokens' ids, where there are alternatives) or a plain list of tokens.
 * Empty when there is none; `null` when something is there that is no log of tokens.
 */
export function tokenLogs(value: JsonValue | undefined, ids?: JsonValue): readonly (readonly TokenEntry[])[] | null {
  if (value === undefined || value === null) return [];
  const found = isList(value) ? [listLog(value, ids)] : isJsonObject(value) ? objectLogs(value, ids) : [null];
  if (found.some((log) => log === null)) return null;
  return found.flatMap((log) => (log === null || log.length === 0 ? [] : [log]));
}

function objectLogs(value: JsonObject, ids: JsonValue | undefined): readonly (readonly TokenEntry[] | null)[] {
  if (isList(value.tokens)) return [columnLog(value)];
  const lists = LIST_KEYS.flatMap((key) => {
    const list = value[key];
    return isList(list) ? [list] : [];
  });
  if (lists.length > 0) return lists.map((list) => listLog(list, ids));
  return LIST_KEYS.some((key) => key in value) ? [] : [null];
}
