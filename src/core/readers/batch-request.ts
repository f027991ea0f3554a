import { isJsonObject, type JsonObject, type JsonPath, valueAt } from '../../base/json.ts';
import { chatDrafts, chatShare, OPENAI_KEYS } from './shared/chat.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import type { TraceReader } from './types.ts';

const LISTS: readonly JsonPath[] = [
  ['body', 'messages'],
  ['body', 'input'],
  ['params', 'messages'],
];

/** Fields that hold a reply to the prompt beside them. */
const REPLIES = ['completion', 'completions', 'chosen', 'response', 'responses', 'output', 'messages'] as const;

function findMessages(object: JsonObject): JsonPath | null {
  if (!('custom_id' in object)) {
    const alone = chatShare(object.prompt, OPENAI_KEYS) > 0.5 && !REPLIES.some((key) => key in object);
    return alone ? ['prompt'] : null;
  }
  return LISTS.find((path) => chatShare(valueAt(object, path), OPENAI_KEYS) > 0.5) ?? null;
}

/** Lines that ask for a batch (OpenAI, vLLM, Anthropic) and prompts for reinforcement learning (verl, TRL): they hold a question and, but for earlier turns, no reasoning. */
export const batchRequest: TraceReader = {
  id: 'batch-request',
  title: 'Requests without replies',
  summary:
    'batch requests (custom_id with body or params) and prompts alone (verl); there is reasoning in earlier turns only',
  detect(value) {
    const path = isJsonObject(value) ? findMessages(value) : null;
    return path === null ? NOT_MINE : evidence(0.95, `"${path.join('.')}" asks for a reply that is not there`);
  },
  read(record) {
    const object = objectOf(record);
    const path = object === null ? null : findMessages(object);
    if (object === null || path === null) return nothingRead('The record is no request of a batch.');
    const { drafts, problems } = chatDrafts(object, path, OPENAI_KEYS);
    if (drafts.length === 0) return nothingRead('A request, not its reply: there is no reasoning yet.', 'request-only');
    return readingOf(record, drafts, problems);
  },
};
