import { isJsonObject, type JsonObject, type JsonPath, type JsonValue } from '../../base/json.ts';
import { chainOf } from './shared/chain.ts';
import { findText, isList, questionField, type TextPlace, textPlace } from './shared/fields.ts';
import { type DraftTrace, evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import type { TraceReader } from './types.ts';

const MAX_LABEL = 60;

function hasResponses(value: JsonValue | undefined): value is JsonObject {
  return isJsonObject(value) && responseNames(value).length > 0;
}

/** Names or places of the responses of a value; those of a list count only where all are texts or objects. */
function responseNames({ responses }: JsonObject): readonly (string | number)[] {
  if (isJsonObject(responses)) return Object.keys(responses);
  const isSamples = isList(responses) && responses.every((one) => typeof one === 'string' || isJsonObject(one));
  return isSamples ? [...responses.keys()] : [];
}

/** Moves the source of a field found in the value under `key` to its place in the record. */
function rooted<T extends DraftTrace['question']>(field: T, key: string): T {
  if (field === null || field.source === null) return field;
  const path: JsonPath = [key, ...field.source.path];
  return { ...field, source: { ...field.source, path } };
}

const REPLIES = ['response', 'completion', 'generation', 'output', 'model_answer', 'reasoning', 'solution'] as const;

/** A key that is itself a question: several words. */
function isQuestion(key: string): boolean {
  return key.length >= 12 && key.trim().split(' ').length >= 3;
}

/** Where the chains under a question stand: the text itself, a list of texts, or an object with a text of a reply. */
function plainPlaces(root: JsonObject, key: string): readonly { readonly name: string; readonly place: TextPlace }[] {
  const value = root[key];
  if (typeof value === 'string') return value.trim() === '' ? [] : [{ name: '', place: { path: [key], text: value } }];
  if (isList(value)) {
    return value.flatMap((item, i) => {
      const place = typeof item === 'string' || isJsonObject(item) ? textPlace(root, [key, i]) : null;
      return place === null ? [] : [{ name: `sample ${i + 1}`, place }];
    });
  }
  const reply = isJsonObject(value) ? findText(value, REPLIES) : null;
  return reply === null ? [] : [{ name: '', place: { text: reply.text, path: [key, ...reply.path] } }];
}

function plainDraftsUnder(root: JsonObject, key: string): ReturnType<typeof draftsUnder> {
  const value = root[key];
  const read = plainPlaces(root, key).map(({ name, place }) => ({ name, chain: chainOf(place), place }));
  const used = read.map(({ place }) => String(place.path[1] ?? ''));
  const shortKey = key.length > MAX_LABEL ? `${key.slice(0, MAX_LABEL)}...` : key;
  return {
    drafts: read.map(({ name, chain }) => ({
      label: name === '' ? shortKey : `${shortKey} (${name})`,
      question: { text: key, source: null },
      reasoning: chain.reasoning,
      answer: chain.answer,
      referenceAnswer: isJsonObject(value) ? rooted(findReference(value, used), key) : null,
    })),
    problems: read.flatMap(({ chain }) => chain.problems),
  };
}

/** The chains under one key: one for each response, by its temperature or name. */
function draftsUnder(
  root: JsonObject,
  key: string,
): { drafts: DraftTrace[]; problems: ReturnType<typeof chainOf>['problems'] } {
  const value = root[key];
  if (!hasResponses(value)) return { drafts: [], problems: [] };
  const names = responseNames(value);
  const keyQuestion = isQuestion(key) ? { text: key, source: null } : null;
  const question = rooted(questionField(value), key) ?? keyQuestion;
  const referenceAnswer = rooted(findReference(value, ['responses']), key);
  const shortKey = key.length > MAX_LABEL ? `${key.slice(0, MAX_LABEL)}...` : key;
  const read = names.flatMap((name) => {
    const place = textPlace(root, [key, 'responses', name]);
    const label = typeof name === 'number' ? `sample ${name + 1}` : name;
    return place === null ? [] : [{ label, chain: chainOf(place) }];
  });
  return {
    drafts: read.map(({ chain, label }) => ({
      label: `${shortKey} (${label})`,
      question,
      reasoning: chain.reasoning,
      answer: chain.answer,
      referenceAnswer,
    })),
    problems: read.flatMap(({ chain }) => chain.problems),
  };
}

/** One object keyed by the problem's text, each value with its `responses` by temperature (SkyThought's response files) or its reply. */
export const keyedResponses: TraceReader = {
  id: 'keyed-responses',
  title: 'Responses by problem',
  summary: 'one object keyed by problem, each value a reply, several, or responses by temperature or name',
  detect(value) {
    if (!isJsonObject(value)) return NOT_MINE;
    const values = Object.values(value);
    const fitting = values.filter(hasResponses).length;
    if (fitting > 0 && fitting >= values.length / 2) return evidence(0.97, `${fitting} keys hold "responses"`);
    const keys = Object.keys(value);
    const asked = keys.filter(isQuestion);
    if (asked.length < 2 || asked.length < keys.length * 0.8) return NOT_MINE;
    const answered = asked.filter((key) => plainPlaces(value, key).length > 0).length;
    return answered < asked.length * 0.8 ? NOT_MINE : evidence(0.85, `${asked.length} keys are questions`);
  },
  read(record) {
    const object = objectOf(record);
    const keys = object === null ? [] : Object.keys(object);
    const own = object === null ? [] : keys.map((key) => draftsUnder(object, key));
    const plain = object === null || own.some((one) => one.drafts.length > 0) ? [] : keys.filter(isQuestion);
    const read = object === null ? [] : [...own, ...plain.map((key) => plainDraftsUnder(object, key))];
    const drafts = read.flatMap((one) => one.drafts);
    if (drafts.length === 0) return nothingRead('The record holds no responses by problem.');
    return readingOf(
      record,
      drafts,
      read.flatMap((one) => one.problems),
    );
  },
};
