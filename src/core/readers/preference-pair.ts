import { isJsonObject, type JsonObject, type JsonPath, valueAt } from '../../base/json.ts';
import type { Problem } from '../model/problem.ts';
import type { TraceField } from '../model/trace.ts';
import { askedField, lastUserWords } from './shared/asked.ts';
import { chainOf } from './shared/chain.ts';
import { messageDrafts, OPENAI_KEYS, SHAREGPT_KEYS } from './shared/chat.ts';
import { isList, textPlace } from './shared/fields.ts';
import { type DraftTrace, evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import type { TraceReader } from './types.ts';

const PAIRS = [
  ['chosen', 'rejected'],
  ['preferred_output', 'non_preferred_output'],
  ['chosen_response', 'rejected_response'],
  ['response_chosen', 'response_rejected'],
] as const;

function findPair(object: JsonObject): readonly string[] | null {
  return PAIRS.find((pair) => pair.every((key) => textPlace(object, [key]) !== null)) ?? null;
}

/** The message of a reply: the last one of a list, an object, or the text itself. */
function replyPath(object: JsonObject, key: string): JsonPath {
  const value = object[key];
  return isList(value) ? [key, value.length - 1] : [key];
}

function replyDrafts(object: JsonObject, key: string): { drafts: readonly DraftTrace[]; problems: readonly Problem[] } {
  const path = replyPath(object, key);
  const message = valueAt(object, path);
  const keys = isJsonObject(message) && 'from' in message ? SHAREGPT_KEYS : OPENAI_KEYS;
  const own = isJsonObject(message) ? messageDrafts(object, path, keys) : { drafts: [], problems: [] };
  if (own.drafts.length > 0) return own;
  const place = textPlace(object, path) ?? textPlace(object, [key]);
  if (place === null) return { drafts: [], problems: [] };
  const { reasoning, answer, problems } = chainOf(place);
  return { drafts: [{ question: null, reasoning, answer, referenceAnswer: null }], problems };
}

function questionOf(object: JsonObject, key: string): TraceField | null {
  return askedField(object) ?? lastUserWords(object, [key]);
}

/** Pairs of replies to learn preferences from: `chosen` and `rejected` (TRL, LLaMA-Factory), `preferred_output` (OpenAI). */
export const preferencePair: TraceReader = {
  id: 'preference-pair',
  title: 'Chosen and rejected',
  summary: 'a preferred and another reply to one prompt, as texts or messages (chosen/rejected, preferred_output)',
  detect(value) {
    const pair = isJsonObject(value) ? findPair(value) : null;
    return pair === null ? NOT_MINE : evidence(0.97, `has "${pair.join('" and "')}"`);
  },
  read(record) {
    const object = objectOf(record);
    const pair = object === null ? null : findPair(object);
    if (object === null || pair === null) return nothingRead('The record has no chosen and rejected reply.');
    const problems: Problem[] = [];
    const drafts = pair.flatMap((key) => {
      const found = replyDrafts(object, key);
      problems.push(...found.problems);
      const common = { question: questionOf(object, key), referenceAnswer: findReference(object, []) };
      return found.drafts.map((draft, i) => ({
        ...draft,
        ...common,
        label: found.drafts.length > 1 ? `${key}, part ${i + 1}` : key,
      }));
    });
    return readingOf(record, drafts, problems);
  },
};
