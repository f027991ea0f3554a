import { alignItems } from '../../base/align.ts';
import type { Span } from '../model/span.ts';
import { elementSpans, isStringLiteral, memberSpans } from './raw-json.ts';
import { decodeLiteral, escapeInStyle, literalSplices, type Splice, styleOf } from './string-literal.ts';

/** A list of texts in a record: the array, its elements, and in each the literal that holds the text. */
export interface RawList {
  readonly array: Span;
  readonly elements: readonly Span[];
  readonly literals: readonly Span[];
  readonly items: readonly string[];
}

/** The list as it stands; null when an element holds no text. */
export function rawList(record: string, array: Span, key: string | undefined): RawList | null {
  const elements = elementSpans(record, array);
  const literals: Span[] = [];
  for (const element of elements) {
    const inObject = key !== undefined && record.charAt(element.start) === '{';
    const literal = inObject ? memberSpans(record, element, key)?.value : key === undefined ? element : undefined;
    if (literal === undefined || !isStringLiteral(record, literal)) return null;
    literals.push(literal);
  }
  return { array, elements, literals, items: literals.map((literal) => decodeLiteral(record, literal)) };
}

/** The text between two elements of the array, in the array's own style or, for a short array, the record's. */
function separator(record: string, list: RawList): string {
  const [first, second] = list.elements;
  if (first !== undefined && second !== undefined) return record.slice(first.end, second.start);
  const lead = record.slice(list.array.start + 1, first?.start ?? list.array.end - 1);
  if (lead.includes('\n')) return `,${lead}`;
  return /[:,] /.test(record.slice(0, 4000)) ? ', ' : ',';
}

/** A new element: the bare literal or, for a list of objects, an object with the literal under the key. */
function newElement(record: string, list: RawList, key: string | undefined, text: string): string {
  const sample = list.literals[0] ?? list.array;
  const literal = `"${escapeInStyle(text, styleOf(record, sample))}"`;
  if (key === undefined) return literal;
  const sibling = list.elements[0] === undefined ? null : memberSpans(record, list.elements[0], key);
  const name = sibling === null ? JSON.stringify(key) : record.slice(sibling.key.start, sibling.key.end);
  const colon = sibling === null ? ': ' : record.slice(sibling.key.end, sibling.value.start);
  return `{${name}${colon}${literal}}`;
}

/** Takes the elements `from`..`to` (both in) out, with one separator each. */
function removal(list: RawList, from: number, to: number): Splice {
  const { array, elements } = list;
  const next = elements[to + 1];
  const before = elements[from - 1];
  const first = elements[from] ?? array;
  const last = elements[to] ?? array;
  if (next !== undefined) return { start: first.start, end: next.start, newText: '' };
  if (before !== undefined) return { start: before.end, end: last.end, newText: '' };
  return { start: array.start + 1, end: array.end - 1, newText: '' };
}

function insertion(
  record: string,
  list: RawList,
  key: string | undefined,
  after: number,
  texts: readonly string[],
): Splice {
  const glue = separator(record, list);
  const body = texts.map((text) => newElement(record, list, key, text)).join(glue);
  const before = list.elements[after];
  if (before !== undefined) return { start: before.end, end: before.end, newText: glue + body };
  const first = list.elements[0];
  if (first !== undefined) return { start: first.start, end: first.start, newText: body + glue };
  return { start: list.array.start + 1, end: list.array.end - 1, newText: body };
}

/** The splices that make the list hold `newItems`: changed literals in place, whole elements in and out elsewhere. */
export function listSplices(
  record: string,
  list: RawList,
  key: string | undefined,
  newItems: readonly string[],
): Splice[] {
  const splices: Splice[] = [];
  let oldAt = 0;
  let newAt = 0;
  const pairs = alignItems(list.items, newItems);
  for (const [i, j] of [...pairs, [list.items.length, newItems.length] as const]) {
    // A removal that reaches the end takes the separator before it, so it has to start after the last element that stays.
    if (oldAt < i) splices.push(removal(list, oldAt, i - 1));
    if (newAt < j) splices.push(insertion(record, list, key, i - 1, newItems.slice(newAt, j)));
    const literal = list.literals[i];
    const old = list.items[i];
    const next = newItems[j];
    if (literal !== undefined && old !== undefined && next !== undefined) {
      splices.push(...literalSplices(record, literal, old, [{ start: 0, end: old.length, newText: next }]));
    }
    oldAt = i + 1;
    newAt = j + 1;
  }
  return splices;
}
