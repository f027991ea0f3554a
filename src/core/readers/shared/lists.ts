import { isJsonObject, type JsonPath, type JsonValue, valueAt } from '../../../base/json.ts';
import type { Span } from '../../model/span.ts';
import type { TraceField } from '../../model/trace.ts';
import { isList } from './fields.ts';

/** A list of steps as a field: the elements joined by "\n", the span of each, and the elements that are no text. */
export interface ListField {
  readonly field: TraceField;
  readonly spans: readonly Span[];
  /** 0-based places of the elements that hold no text; they count as empty steps, and the field cannot be edited. */
  readonly missing: readonly number[];
}

function join(items: readonly string[]): { text: string; spans: Span[] } {
  let at = 0;
  const spans = items.map((item) => {
    const span = { start: at, end: at + item.length };
    at = span.end + 1;
    return span;
  });
  return { text: items.join('\n'), spans };
}

/** The list at `path`, its elements being strings or, with `key`, objects with a string under that key. Null when it is no list. */
export function listField(root: JsonValue, path: JsonPath, key?: string): ListField | null {
  const list = valueAt(root, path);
  if (!isList(list) || list.length === 0) return null;
  const texts = list.map((element) => (key === undefined ? element : isJsonObject(element) ? element[key] : undefined));
  const missing = texts.flatMap((text, i) => (typeof text === 'string' ? [] : [i]));
  const { text, spans } = join(texts.map((item) => (typeof item === 'string' ? item : '')));
  const source = { kind: 'list' as const, path, ...(key === undefined ? {} : { key }) };
  return { field: { text, source: missing.length === 0 ? source : null }, spans, missing };
}
