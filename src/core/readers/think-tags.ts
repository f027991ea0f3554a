import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { TraceField } from '../model/trace.ts';
import { chainOf } from './shared/chain.ts';
import { fieldAt, findQuestion, findText, isList, questionField, type TextPlace } from './shared/fields.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import { templateTurns } from './shared/template.ts';
import type { ThinkSplit } from './shared/think-split.ts';
import { splitThinking, textBefore } from './shared/think-tags.ts';
import { THOUGHT_NAMES } from './shared/thought-names.ts';
import type { TraceReader } from './types.ts';

interface Tagged {
  readonly place: TextPlace;
  readonly split: ThinkSplit;
}

const ASKING = new Set([
  'prompt',
  'question',
  'instruction',
  'system',
  'system_prompt',
  'query',
  'problem',
  'template',
]);
const SAMPLE_LISTS = new Set(['generations', 'responses', 'samples', 'solutions', 'candidates', 'completions']);

const PAIRED = new Set(['chosen', 'rejected', 'chosen_response', 'rejected_response']);

function taggedPlace(place: TextPlace): Tagged[] {
  const split = splitThinking(place.text);
  return split === null || split.reasoning.end === split.reasoning.start ? [] : [{ place, split }];
}

/** Every string of the record with thinking marks, those that begin with the thinking first. */
function taggedPlaces(object: JsonObject): Tagged[] {
  const found = Object.entries(object).flatMap(([key, value]) => {
    if (ASKING.has(key.toLowerCase())) return [];
    if (typeof value === 'string') return taggedPlace({ path: [key], text: value });
    if (!isList(value)) return [];
    return value.flatMap((item, i) => (typeof item === 'string' ? taggedPlace({ path: [key, i], text: item }) : []));
  });
  return [...found.filter((one) => one.split.fromStart), ...found.filter((one) => !one.split.fromStart)];
}

/** Leaves out a field that only holds another field's thinking once more. */
function distinct(found: readonly Tagged[]): Tagged[] {
  const kept: Tagged[] = [];
  for (const one of found) {
    const repeats = kept.some(({ place, split }) =>
      one.place.text.includes(place.text.slice(split.reasoning.start, split.reasoning.end)),
    );
    if (!repeats) kept.push(one);
  }
  return kept;
}

/** `code` or other lists of samples (as evaluation harnesses write them) that are chains although not all have marks. */
function sampleList(object: JsonObject): TextPlace[] {
  const list = object.code;
  if (!isList(list) || !('pred' in object || 'gt' in object || 'gt_cot' in object)) return [];
  return list.flatMap((item, i) =>
    typeof item === 'string' && item.trim() !== '' ? [{ path: ['code', i], text: item }] : [],
  );
}

function chains(object: JsonObject): TextPlace[] {
  const samples = sampleList(object);
  return samples.length > 0 ? samples : distinct(taggedPlaces(object)).map((one) => one.place);
}

/** Fields with the reply to thinking that was cut off from it. */
const APART = ['generated_answer', 'model_answer'] as const;

/** In a row of one text the words before the thinking are what was asked. */
function questionBefore(object: JsonObject, places: readonly TextPlace[]): TraceField | null {
  const [place] = places;
  if (place === undefined || places.length > 1 || object.text !== place.text) return null;
  const before = textBefore(place.text);
  return before === null ? null : fieldAt(place, before);
}

/** One text with the thinking between marks such as `<think>` and the reply after them; the opening mark may be missing. */
export const thinkTags: TraceReader = {
  id: 'think-tags',
  title: 'Thinking marks',
  summary: 'a text with <think>...</think> or <|begin_of_thought|> marks; the opening mark may be missing',
  detect(value) {
    if (!isJsonObject(value)) return NOT_MINE;
    if (sampleList(value).length > 0) return evidence(0.92, '"code" holds model outputs beside "gt" and "pred"');
    const [first] = taggedPlaces(value);
    if (first === undefined) return NOT_MINE;
    const [key = '', item] = first.place.path;
    const reason = `"${key}" holds thinking marks${first.split.state === 'opening-missing' ? ' (only the closing one)' : ''}`;
    const inList = item !== undefined && SAMPLE_LISTS.has(String(key).toLowerCase());
    const known =
      typeof value.instruction === 'string' || (key === 'completion' && findQuestion(value)?.key === 'prompt');
    const apart = THOUGHT_NAMES.includes(String(key).toLowerCase());
    const others = PAIRED.has(String(key).toLowerCase()) || /_\d{1,3}$/.test(String(key));
    const chat = templateTurns(first.place.text).length > 1;
    return evidence(inList || known || apart || others || chat ? 0.6 : 0.92, reason);
  },
  read(record) {
    const object = objectOf(record);
    const places = object === null ? [] : chains(object);
    if (object === null || places.length === 0) return nothingRead('No text of the record has thinking marks.');
    const question = questionField(object) ?? questionBefore(object, places);
    const apart = places.length === 1 ? findText(object, APART) : null;
    const used = [...places.map((place) => String(place.path[0])), ...(apart === null ? [] : [apart.key])];
    const referenceAnswer = findReference(object, used);
    const read = places.map((place) => ({ place, chain: chainOf(place) }));
    const drafts = read.map(({ place, chain }) => ({
      label: place.path.join(' '),
      question,
      reasoning: chain.reasoning,
      answer: chain.answer ?? (apart === null ? null : fieldAt(apart)),
      referenceAnswer,
    }));
    return readingOf(
      record,
      drafts,
      read.flatMap(({ chain }) => chain.problems),
    );
  },
};
