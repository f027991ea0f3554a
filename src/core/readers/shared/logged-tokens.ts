import { isJsonObject, type JsonObject, type JsonValue } from '../../../base/json.ts';
import type { LoggedToken } from '../../model/logged-tokens.ts';
import type { Problem } from '../../model/problem.ts';
import type { Span } from '../../model/span.ts';
import type { Trace } from '../../model/trace.ts';
import { isList, keysNamed } from './fields.ts';
import { type TokenEntry, tokenLogs } from './token-log.ts';

/** The text that logged tokens make, and the place of each in it; tokens that share a character both have all of it. */
interface Assembled {
  readonly text: string;
  readonly spans: readonly Span[];
}

const NOT_A_LOG: Problem = {
  code: 'logprobs-unknown',
  message: 'The logprobs of this record are in no known form, so its steps have no entropy.',
  severity: 'info',
};
const NOT_PLACED: Problem = {
  code: 'logprobs-elsewhere',
  message: 'The logged tokens of this record do not make up its reasoning text, so its steps have no entropy.',
  severity: 'info',
};

/** Length of the UTF-8 sequence at `at`; 1 where the bytes are no character. */
function sequenceLength(bytes: readonly number[], at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0xc2 || first > 0xf4) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  for (let i = 1; i < length; i += 1) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 1;
  return length;
}

function decode(bytes: readonly number[], at: number, length: number): string {
  const first = bytes[at] ?? 0;
  if (length === 1) return first < 0x80 ? String.fromCharCode(first) : '\uFFFD';
  let code = first & (0xff >> (length + 1));
  for (let i = 1; i < length; i += 1) code = (code << 6) | ((bytes[at + i] ?? 0) & 0x3f);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
}

/** Puts a run of tokens with bytes behind the text so far. */
function addBytes(run: readonly (readonly number[])[], parts: string[], spans: Span[], from: number): number {
  const bytes = run.flat();
  const starts: number[] = [];
  const ends: number[] = [];
  let length = from;
  for (let at = 0; at < bytes.length; ) {
    const size = sequenceLength(bytes, at);
    const char = decode(bytes, at, size);
    for (let i = 0; i < size; i += 1) {
      starts.push(length);
      ends.push(length + char.length);
    }
    parts.push(char);
    length += char.length;
    at += size;
  }
  let at = 0;
  for (const own of run) {
    const start = starts[at] ?? length;
    at += own.length;
    spans.push({ start, end: own.length === 0 ? start : (ends[at - 1] ?? start) });
  }
  return length;
}

function assemble(tokens: readonly TokenEntry[]): Assembled {
  const parts: string[] = [];
  const spans: Span[] = [];
  let length = 0;
  for (let at = 0; at < tokens.length; ) {
    const run: (readonly number[])[] = [];
    for (let own = tokens[at]?.bytes; own; own = tokens[at]?.bytes) {
      run.push(own);
      at += 1;
    }
    length = addBytes(run, parts, spans, length);
    const plain = tokens[at];
    if (plain === undefined) break;
    if (plain.bytes !== null) continue;
    spans.push({ start: length, end: length + plain.text.length });
    parts.push(plain.text);
    length += plain.text.length;
    at += 1;
  }
  return { text: parts.join(''), spans };
}

/** Where the pieces stand one after the other in a text, with nothing but white space between; null when they do not. */
function findPieces(text: string, pieces: readonly string[]): readonly number[] | null {
  const places: number[] = [];
  let cursor = 0;
  let begun = false;
  for (const piece of pieces) {
    const place = text.length - cursor === piece.length && text.endsWith(piece) ? cursor : text.indexOf(piece, cursor);
    if (place < 0 || (begun && text.slice(cursor, place).trim() !== '')) return null;
    places.push(place);
    cursor = place + piece.length;
    begun ||= piece !== '';
  }
  return places;
}

/**
 * Gives logged tokens their places in a reasoning text. `pieces` are the parts of it that the log has to hold in a row: all
 * of it, or the steps that a record gives. The log may hold more than that: thinking marks, the reply, an end mark. A token
 * that begins in front of a piece and reaches into it begins with it; one that reaches over a piece's end ends one behind it.
 * Null when the log does not hold the pieces.
 */
export function placeTokens(
  tokens: readonly TokenEntry[],
  reasoning: string,
  pieces: readonly Span[],
): readonly LoggedToken[] | null {
  const { text, spans } = assemble(tokens);
  const places = findPieces(
    text,
    pieces.map(({ start, end }) => reasoning.slice(start, end)),
  );
  if (places === null) return null;
  const placed: LoggedToken[] = [];
  let at = 0;
  for (const [i, { start, end }] of spans.entries()) {
    while (at < pieces.length && start >= (places[at] ?? 0) + lengthOf(pieces[at])) at += 1;
    const piece = pieces[at];
    if (piece === undefined) break;
    const place = places[at] ?? 0;
    const isBefore = end < place || (end === place && start < place);
    const { logprob = null, top = null } = tokens[i] ?? {};
    if (isBefore || logprob === null) continue;
    const moved = piece.start - place;
    const last = Math.min(reasoning.length, piece.end + 1);
    placed.push({ start: Math.max(start, place) + moved, end: Math.min(last, end + moved), logprob, top });
  }
  return placed;
}

function lengthOf(span: Span | undefined): number {
  return span === undefined ? 0 : span.end - span.start;
}

type Draft = Omit<Trace, 'id' | 'index'>;

/** Drafts with the tokens of a log where it is theirs; a problem says when a log is there and belongs to none of them. */
export interface WithLog<T extends Draft> {
  readonly drafts: readonly T[];
  readonly problems: readonly Problem[];
}

/** Gives drafts without logged tokens those of a `logprobs` value; `ids` are the taken tokens' ids where they stand beside it. */
export function withTokenLog<T extends Draft>(
  drafts: readonly T[],
  value: JsonValue | undefined,
  ids?: JsonValue,
): WithLog<T> {
  const logs = tokenLogs(value, ids);
  if (logs === null) return { drafts, problems: [NOT_A_LOG] };
  if (logs.length === 0) return { drafts, problems: [] };
  let found = false;
  const made = drafts.map((draft) => {
    const { text } = draft.reasoning;
    if (draft.loggedTokens !== undefined || text.trim() === '') return draft;
    const pieces = draft.givenSteps ?? [{ start: 0, end: text.length }];
    for (const log of logs) {
      const loggedTokens = placeTokens(log, text, pieces);
      if (loggedTokens === null) continue;
      found = true;
      return { ...draft, loggedTokens };
    }
    return draft;
  });
  return { drafts: made, problems: found ? [] : [NOT_PLACED] };
}

const LOG_NAMES = ['logprobs', 'output_logprobs', 'completion_logprobs', 'response_logprobs'] as const;
const ID_NAMES = ['token_ids', 'output_token_ids', 'completion_token_ids'] as const;

/** The log that stands in a record beside its texts: under `logprobs` or the like, or as lists of its own. */
export function recordLog(object: JsonObject): { readonly value: JsonValue | undefined; readonly ids: JsonValue } {
  const [idName = ''] = keysNamed(object, ID_NAMES);
  const ids = object[idName] ?? null;
  if (isList(object.tokens) && isList(object.token_logprobs)) return { value: object, ids };
  const [name = ''] = keysNamed(object, LOG_NAMES);
  const value = object[name];
  return { value: isList(value) || isJsonObject(value) ? value : undefined, ids };
}
