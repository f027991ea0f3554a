import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { fieldAt, isBlank, questionField, type TextPlace } from './shared/fields.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import type { TraceReader } from './types.ts';

const SUFFIXES = [' thinking_token_count', '_thinking_token_count', ' reasoning_tokens', '_reasoning_tokens'] as const;

interface Hidden {
  readonly place: TextPlace;
  readonly tokens: number;
}

/** A visible text whose key, with a suffix, also names the count of its hidden thinking tokens. */
function findHidden(object: JsonObject): Hidden[] {
  return Object.entries(object).flatMap(([key, count]) => {
    const suffix = SUFFIXES.find((one) => key.endsWith(one));
    if (suffix === undefined || typeof count !== 'number' || !Number.isFinite(count)) return [];
    const base = key.slice(0, -suffix.length);
    const text = object[base];
    return typeof text === 'string' && !isBlank(text) ? [{ place: { path: [base], text }, tokens: count }] : [];
  });
}

/** Answers of services that hide the thinking and only report its tokens: the visible text is the answer. */
export const hiddenThinking: TraceReader = {
  id: 'hidden-thinking',
  title: 'Hidden thinking',
  summary: 'a visible answer with only the token count of its hidden thinking',
  detect(value) {
    const [first] = isJsonObject(value) ? findHidden(value) : [];
    return first === undefined
      ? NOT_MINE
      : evidence(0.95, `"${first.place.path[0]}" comes with a count of thinking tokens`);
  },
  read(record) {
    const object = objectOf(record);
    const found = object === null ? [] : findHidden(object);
    if (object === null || found.length === 0) return nothingRead('The record reports no thinking tokens.');
    const keys = found.map((one) => String(one.place.path[0]));
    const drafts = found.map(({ place, tokens }) => ({
      label: String(place.path[0]),
      question: questionField(object),
      reasoning: { text: '', source: null },
      answer: fieldAt(place),
      referenceAnswer: findReference(object, keys),
      reportedReasoningTokens: tokens,
    }));
    const problems = found.map(({ tokens }) => ({
      code: 'thinking-hidden',
      message: `The thinking is hidden: the provider only reports its ${tokens} tokens.`,
      severity: 'info' as const,
    }));
    return readingOf(record, drafts, problems);
  },
};
