import { isJsonObject, type JsonObject, type JsonPath, type JsonValue, valueAt } from '../../../base/json.ts';
import type { Span } from '../../model/span.ts';
import type { TraceField } from '../../model/trace.ts';

/** A string of a record and where it stands. */
export interface TextPlace {
  readonly path: JsonPath;
  readonly text: string;
}

/** The whole or a part of the string at a place as a field of a trace; its source is exact. */
export function fieldAt(place: TextPlace, span?: Span): TraceField {
  const start = span?.start ?? 0;
  const end = span?.end ?? place.text.length;
  return { text: place.text.slice(start, end), source: { kind: 'text', path: place.path, start, end } };
}

export function isBlank(text: string): boolean {
  return /^\s*$/.test(text);
}

/** The span without the white space at its ends; an all-blank span shrinks to its start. */
export function trimSpan(text: string, span: Span): Span {
  const part = text.slice(span.start, span.end);
  const lead = part.length - part.trimStart().length;
  if (lead === part.length) return { start: span.start, end: span.start };
  return { start: span.start + lead, end: span.start + part.trimEnd().length };
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The string that a value holds as text: itself, a message's content, a lone text part, or the last message's content. */
export function textPlace(root: JsonValue, path: JsonPath, depth = 0): TextPlace | null {
  const value = valueAt(root, path);
  if (typeof value === 'string') return isBlank(value) ? null : { path, text: value };
  if (depth > 3) return null;
  if (isJsonObject(value)) {
    for (const key of ['content', 'value', 'text']) {
      const found = textPlace(root, [...path, key], depth + 1);
      if (found !== null) return found;
    }
    return null;
  }
  if (isList(value) && value.length > 0) return textPlace(root, [...path, value.length - 1], depth + 1);
  return null;
}

/** The record's own key that equals one of `names` (given in lower case) but for case, in the order of `names`. */
export function keysNamed(object: JsonObject, names: readonly string[]): string[] {
  const byLower = new Map<string, string>();
  for (const key of Object.keys(object)) {
    const lower = key.toLowerCase();
    if (!byLower.has(lower)) byLower.set(lower, key);
  }
  return names.flatMap((name) => byLower.get(name) ?? []);
}

/** The first of the named keys that holds a text that is not blank. */
export function findText(object: JsonObject, names: readonly string[]): (TextPlace & { readonly key: string }) | null {
  for (const key of keysNamed(object, names)) {
    const place = textPlace(object, [key]);
    if (place !== null) return { ...place, key };
  }
  return null;
}

/** The first of the named keys that holds a plain string that is not blank. */
export function findString(
  object: JsonObject,
  names: readonly string[],
): (TextPlace & { readonly key: string }) | null {
  for (const key of keysNamed(object, names)) {
    const value = object[key];
    if (typeof value === 'string' && !isBlank(value)) return { key, path: [key], text: value };
  }
  return null;
}

const QUESTION_NAMES = [
  'question',
  'problem',
  'prompt',
  'query',
  'instruction',
  'input',
  'user_prompt',
  'task',
  'goal',
] as const;

/** The question of a record, and under which key; null when none of the usual names is there. */
export function findQuestion(object: JsonObject): (TextPlace & { readonly key: string }) | null {
  return findText(object, QUESTION_NAMES);
}

/** The question of a record as a field of a trace. */
export function questionField(object: JsonObject): TraceField | null {
  const place = findQuestion(object);
  return place === null ? null : fieldAt(place);
}
