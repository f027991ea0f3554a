import type { FieldSource } from '../model/trace.ts';
import { listSplices, rawList } from './list-splices.ts';
import { isStringLiteral, locateValue } from './raw-json.ts';
import { decodeLiteral, literalSplices, type Splice } from './string-literal.ts';

/** One field's new text. For a `list` source `newItems` holds the new elements, and `newText` is these joined by "\n". */
export interface RecordEdit {
  readonly source: FieldSource;
  readonly oldText: string;
  readonly newText: string;
  readonly newItems?: readonly string[];
}

/**
 * Why a patch was refused. `changed`: the record no longer holds the old text; `not-found`: the path leads to no text;
 * `not-json`: the record is no JSON; `overlap`: two edits touch the same text; `items`: `newItems` is missing for a list
 * or is not `newText` when joined.
 */
export type PatchRefusal = 'changed' | 'not-found' | 'not-json' | 'overlap' | 'items';

export type PatchResult =
  | { readonly ok: true; readonly text: string; readonly splices: readonly Splice[] }
  | { readonly ok: false; readonly reason: PatchRefusal };

type Found = { readonly splices: readonly Splice[] } | { readonly reason: PatchRefusal };

type TextEdit = RecordEdit & { readonly source: Extract<FieldSource, { kind: 'text' }> };
type ListEdit = RecordEdit & { readonly source: Extract<FieldSource, { kind: 'list' }> };

function isText(edit: RecordEdit): edit is TextEdit {
  return edit.source.kind === 'text';
}

function isListEdit(edit: RecordEdit): edit is ListEdit {
  return edit.source.kind === 'list';
}

/** All edits of one string together. */
function textEdits(record: string, edits: readonly TextEdit[]): Found {
  const [first] = edits;
  const literal = first === undefined ? null : locateValue(record, first.source.path);
  if (literal === null || !isStringLiteral(record, literal)) return { reason: 'not-found' };
  const decoded = decodeLiteral(record, literal);
  const sorted = edits
    .map(({ source, oldText, newText }) => ({ start: source.start, end: source.end, oldText, newText }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  let reached = 0;
  for (const edit of sorted) {
    if (edit.end < edit.start || edit.end > decoded.length) return { reason: 'changed' };
    if (decoded.slice(edit.start, edit.end) !== edit.oldText) return { reason: 'changed' };
    if (edit.start < reached) return { reason: 'overlap' };
    reached = edit.end;
  }
  return { splices: literalSplices(record, literal, decoded, sorted) };
}

function listEdit(record: string, edit: ListEdit): Found {
  const { newItems, newText, oldText, source } = edit;
  if (newItems === undefined || newItems.join('\n') !== newText) return { reason: 'items' };
  const array = locateValue(record, source.path);
  if (array === null || record.charAt(array.start) !== '[') return { reason: 'not-found' };
  const list = rawList(record, array, source.key);
  if (list === null || list.items.join('\n') !== oldText) return { reason: 'changed' };
  return { splices: listSplices(record, list, source.key, newItems) };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Carries out splices that are in order and do not overlap. */
function applySplices(text: string, splices: readonly Splice[]): string {
  let at = 0;
  const parts: string[] = [];
  for (const splice of splices) {
    parts.push(text.slice(at, splice.start), splice.newText);
    at = splice.end;
  }
  return parts.join('') + text.slice(at);
}

function byString(edits: readonly TextEdit[]): TextEdit[][] {
  const groups = new Map<string, TextEdit[]>();
  for (const edit of edits) {
    const name = JSON.stringify(edit.source.path);
    groups.set(name, [...(groups.get(name) ?? []), edit]);
  }
  return [...groups.values()];
}

/**
 * Writes new field texts into a record's JSON text and changes nothing else, byte for byte: what stays of a string keeps
 * its raw escapes, what is new is written in the string's own style. Where a key stands twice, the last one counts, as in
 * `JSON.parse`. Refuses, with the reason, rather than guess; `splices` are offsets into the given text, in order.
 */
export function patchRecord(recordText: string, edits: readonly RecordEdit[]): PatchResult {
  if (!isJson(recordText)) return { ok: false, reason: 'not-json' };
  const found = [
    ...byString(edits.filter(isText)).map((group) => textEdits(recordText, group)),
    ...edits.filter(isListEdit).map((edit) => listEdit(recordText, edit)),
  ];
  const all: Splice[] = [];
  for (const one of found) {
    if ('reason' in one) return { ok: false, reason: one.reason };
    all.push(...one.splices);
  }
  all.sort((a, b) => a.start - b.start || a.end - b.end);
  for (let i = 1; i < all.length; i += 1) {
    if ((all[i]?.start ?? 0) < (all[i - 1]?.end ?? 0)) return { ok: false, reason: 'overlap' };
  }
  return { ok: true, text: applySplices(recordText, all), splices: all };
}
