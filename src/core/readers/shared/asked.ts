import { isJsonObject, type JsonObject, type JsonPath, valueAt } from '../../../base/json.ts';
import type { TraceField } from '../../model/trace.ts';
import { fieldAt, findString, findText, isList, questionField, textPlace } from './fields.ts';

const USERS: readonly unknown[] = ['user', 'human'];
const LISTS: readonly JsonPath[] = [
  ['messages'],
  ['conversations'],
  ['prompt'],
  ['input'],
  ['input', 'messages'],
  ['body', 'messages'],
  ['body', 'input'],
  ['request', 'messages'],
  ['request', 'body', 'messages'],
  ['request', 'body', 'input'],
  ['params', 'messages'],
];

/** The last words of a user in the list of messages at `path`; null when there are none. */
export function lastUserWords(object: JsonObject, path: JsonPath): TraceField | null {
  const list = valueAt(object, path);
  if (!isList(list)) return null;
  for (let i = list.length - 1; i >= 0; i -= 1) {
    const message = list[i];
    if (!isJsonObject(message) || !(USERS.includes(message.role) || USERS.includes(message.from))) continue;
    const place = textPlace(object, [...path, i]);
    if (place !== null) return fieldAt(place);
  }
  return null;
}

/** `instruction` and `input` of an Alpaca-like row; both together are no text of the record. Null when there is no instruction. */
export function instructionField(object: JsonObject): TraceField | null {
  const instruction = findString(object, ['instruction']);
  const input = findString(object, ['input']);
  if (instruction === null) return null;
  if (input === null) return fieldAt(instruction);
  return { text: `${instruction.text}\n${input.text}`, source: null };
}

/** What a record asks: the last words of the user in a list of messages, else the field with a question's name. */
export function askedField(object: JsonObject): TraceField | null {
  for (const path of LISTS) {
    const words = lastUserWords(object, path);
    if (words !== null) return words;
  }
  const named = findText(object, ['question', 'problem']);
  return named === null ? (instructionField(object) ?? questionField(object)) : fieldAt(named);
}
