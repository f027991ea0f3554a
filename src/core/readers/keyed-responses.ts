import { isJsonObject, type JsonObject, type JsonPath, type JsonValue } from '../../base/json.ts';
import { chainOf } from './shared/chain.ts';
import { questionField, textPlace } from './shared/fields.ts';
import { type DraftTrace, evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import type { TraceReader } from './types.ts';

const MAX_LABEL = 60;

function hasResponses(value: JsonValue | undefined): value is JsonObject & { readonly responses: JsonObject } {
  return isJsonObject(value) && isJsonObject(value.responses) && Object.keys(value.responses).length > 0;
}

/** Moves the source of a field found in the value under `key` to its place in the record. */
function rooted<T extends DraftTrace['question']>(field: T, key: string): T {
  if (field === null || field.source === null) return field;
  const path: JsonPath = [key, ...field.source.path];
  return { ...field, source: { ...field.source, path } };
}

/** The chains under one key: one for each response, by its temperature or name. */
function draftsUnder(
  root: JsonObject,
  key: string,
): { drafts: DraftTrace[]; problems: ReturnType<typeof chainOf>['problems'] } {
  const value = root[key];
  if (!hasResponses(value)) return { drafts: [], problems: [] };
  const names = Object.keys(value.responses);
  const question = rooted(questionField(value), key);
  const referenceAnswer = rooted(findReference(value, ['responses']), key);
  const shortKey = key.length > MAX_LABEL ? `${key.slice(0, MAX_LABEL)}...` : key;
  const read = names.flatMap((name) => {
    const place = textPlace(root, [key, 'responses', name]);
    return place === null ? [] : [{ name, chain: chainOf(place) }];
  });
  return {
    drafts: read.map(({ name, chain }) => ({
      label: `${shortKey} (${name})`,
      question,
      reasoning: chain.reasoning,
      answer: chain.answer,
      referenceAnswer,
    })),
    problems: read.flatMap(({ chain }) => chain.problems),
  };
}

/** One object keyed by the problem's text, each value with its `responses` by temperature (SkyThought's response files). */
export const keyedResponses: TraceReader = {
  id: 'keyed-responses',
  title: 'Responses by problem',
  summary: 'one object keyed by problem, each value with responses by temperature or name',
  detect(value) {
    if (!isJsonObject(value)) return NOT_MINE;
    const values = Object.values(value);
    const fitting = values.filter(hasResponses).length;
    return fitting === 0 || fitting < values.length / 2 ? NOT_MINE : evidence(0.97, `${fitting} keys hold "responses"`);
  },
  read(record) {
    const object = objectOf(record);
    const read = object === null ? [] : Object.keys(object).map((key) => draftsUnder(object, key));
    const drafts = read.flatMap((one) => one.drafts);
    if (drafts.length === 0) return nothingRead('The record holds no responses by problem.');
    return readingOf(
      record,
      drafts,
      read.flatMap((one) => one.problems),
    );
  },
};
