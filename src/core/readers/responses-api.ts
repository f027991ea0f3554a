import { isJsonObject, type JsonObject, type JsonPath, type JsonValue, valueAt } from '../../base/json.ts';
import type { Problem } from '../model/problem.ts';
import type { TraceField } from '../model/trace.ts';
import { askedField } from './shared/asked.ts';
import { fieldAt, isList } from './shared/fields.ts';
import { listField } from './shared/lists.ts';
import { type DraftTrace, evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import { BODIES, hiddenThinking, reportedTokens } from './shared/responses.ts';
import type { TraceReader } from './types.ts';

const ITEMS: readonly unknown[] = ['reasoning', 'message', 'function_call', 'function_call_output', 'web_search_call'];
const ENCRYPTED: Problem = {
  code: 'thinking-redacted',
  message: 'Some thinking has no summary: it is kept encrypted, so that nobody can read it.',
  severity: 'info',
};

/** The body that holds an `output` list of items, and the path of that list. */
function findOutput(object: JsonObject): { readonly body: JsonPath; readonly list: JsonPath } | null {
  for (const body of BODIES) {
    const list = body.at(-1) === 'output' ? body : [...body, 'output'];
    if (isOutput(valueAt(object, list))) return { body, list };
  }
  return null;
}

function isOutput(value: JsonValue | undefined): boolean {
  if (!isList(value) || value.length === 0) return false;
  const known = value.every((item) => isJsonObject(item) && typeof item.type === 'string');
  return known && value.some((item) => isJsonObject(item) && ITEMS.includes(item.type));
}

/** The text of the parts at `path`: that of the only one, or all of them as the steps of a list. */
function partsField(object: JsonObject, path: JsonPath): Pick<DraftTrace, 'reasoning' | 'givenSteps'> | null {
  const parts = valueAt(object, path);
  if (!isList(parts) || parts.length === 0) return null;
  if (!parts.every((part) => isJsonObject(part) && typeof part.text === 'string' && part.text.trim() !== ''))
    return null;
  if (parts.length === 1) {
    const text = valueAt(object, [...path, 0, 'text']);
    return typeof text === 'string' ? { reasoning: fieldAt({ path: [...path, 0, 'text'], text }) } : null;
  }
  const list = listField(object, path, 'text');
  return list && { reasoning: list.field, givenSteps: list.spans };
}

/** What an item of reasoning lets people read: its summary, or its own text as open models give it. */
function thoughtOf(object: JsonObject, item: JsonPath): Pick<DraftTrace, 'reasoning' | 'givenSteps'> | null {
  return partsField(object, [...item, 'content']) ?? partsField(object, [...item, 'summary']);
}

function replyOf(object: JsonObject, item: JsonPath): TraceField | null {
  const own = partsField(object, [...item, 'content']);
  return own?.reasoning ?? null;
}

function draftsOf(object: JsonObject, list: JsonPath): { drafts: DraftTrace[]; redacted: boolean } {
  const items = valueAt(object, list);
  const drafts: DraftTrace[] = [];
  let redacted = false;
  if (!isList(items)) return { drafts, redacted };
  items.forEach((item, i) => {
    const path = [...list, i];
    const type = isJsonObject(item) ? item.type : undefined;
    const base = { question: null, answer: null, referenceAnswer: null };
    if (type === 'reasoning') {
      const thought = thoughtOf(object, path);
      if (thought === null) redacted = true;
      else drafts.push({ ...base, ...thought, label: `reasoning ${drafts.length + 1}` });
    }
    if (type !== 'message') return;
    const answer = replyOf(object, path);
    const last = drafts.at(-1);
    if (answer === null) return;
    if (last !== undefined && last.answer === null) drafts[drafts.length - 1] = { ...last, answer };
    else if (last === undefined) drafts.push({ ...base, reasoning: { text: '', source: null }, answer });
  });
  return { drafts, redacted };
}

/** Answers of OpenAI's Responses API, bare or in batch results: an `output` list of reasoning summaries and messages. */
export const responsesApi: TraceReader = {
  id: 'responses-api',
  title: 'Responses API',
  summary: "answers of OpenAI's Responses API: an output list with reasoning summaries and messages",
  detect(value) {
    const found = isJsonObject(value) ? findOutput(value) : null;
    return found === null ? NOT_MINE : evidence(0.95, `"${found.list.join('.')}" is a list of reasoning and messages`);
  },
  read(record) {
    const object = objectOf(record);
    const found = object === null ? null : findOutput(object);
    if (object === null || found === null) return nothingRead('The record has no output list of a response.');
    const { drafts, redacted } = draftsOf(object, found.list);
    if (drafts.length === 0) return nothingRead('The response has neither a summary of its reasoning nor a message.');
    const tokens = reportedTokens(object, found.body);
    const hidden = drafts.every(({ reasoning }) => reasoning.text === '');
    const problems = [
      ...(redacted ? [ENCRYPTED] : []),
      ...(hidden && tokens !== undefined && tokens > 0 ? [hiddenThinking(tokens)] : []),
    ];
    const common = {
      question: askedField(object),
      referenceAnswer: findReference(object, []),
      // The count is of all thinking of the response, which is that of one trace only where there is one.
      ...(tokens === undefined || drafts.length > 1 ? {} : { reportedReasoningTokens: tokens }),
    };
    return readingOf(
      record,
      drafts.map((draft) => ({ ...draft, ...common })),
      problems,
    );
  },
};
