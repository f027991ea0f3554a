import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { ReplyDraft, type ReplyReader, serverErrorOf } from './reply.ts';
import type { CompletionUsage, OnText } from './types.ts';

/** A reader for chat bodies and stream events of OpenAI-compatible servers, whatever field holds the reasoning. */
export function createOpenAiReader(onText?: OnText): ReplyReader {
  const draft = new ReplyDraft(onText);
  // Some servers send the same words in two fields: the first field that has any is the one that is read.
  let field: string | undefined;
  const reasoning = (message: JsonObject): string => {
    field ??= REASONING_FIELDS.find((name) => wordsOf(message[name]) !== '');
    return field === undefined ? '' : wordsOf(message[field]);
  };
  return {
    add(value) {
      const error = serverErrorOf(value);
      if (error !== undefined) return error;
      if (!isJsonObject(value)) return 'odd';
      const choices = value.choices;
      draft.usage = openAiUsage(value.usage) ?? draft.usage;
      if (!Array.isArray(choices)) return isJsonObject(value.usage) ? 'ok' : 'odd';
      if (typeof value.model === 'string' && value.model !== '') draft.model = value.model;
      for (const choice of choices.slice(0, 1)) if (isJsonObject(choice)) takeChoice(choice, draft, reasoning);
      return 'ok';
    },
    soFar: () => draft.soFar(),
  };
}

function takeChoice(choice: JsonObject, draft: ReplyDraft, reasoning: (message: JsonObject) => string): void {
  if (typeof choice.finish_reason === 'string') draft.finishReason = choice.finish_reason;
  if (typeof choice.text === 'string') draft.take(choice.text, 'text');
  const message = isJsonObject(choice.delta) ? choice.delta : choice.message;
  if (!isJsonObject(message)) return;
  draft.take(reasoning(message), 'reasoning');
  if (REASONING_FIELDS.some((name) => isEncrypted(message[name]))) draft.reasoningHidden = true;
  takeContent(message.content, draft);
  if (typeof message.refusal === 'string') draft.refusal += message.refusal;
}

const REASONING_FIELDS = ['reasoning_content', 'reasoning', 'thinking', 'reasoning_details', 'thinking_blocks'];

/** Text of a string, of an object with a text-like field, or of a list of these. */
function wordsOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(wordsOf).join('');
  if (!isJsonObject(value)) return '';
  for (const name of ['text', 'thinking', 'content', 'summary']) {
    const found = wordsOf(value[name]);
    if (found !== '') return found;
  }
  return '';
}

/** True for a list with a block whose words the server keeps to itself (OpenRouter, Anthropic through a proxy). */
function isEncrypted(value: JsonValue | undefined): boolean {
  if (!Array.isArray(value)) return false;
  return (value as readonly JsonValue[]).some(
    (block) => isJsonObject(block) && (block.type === 'reasoning.encrypted' || block.type === 'redacted_thinking'),
  );
}

function takeContent(content: JsonValue | undefined, draft: ReplyDraft): void {
  if (typeof content === 'string') draft.take(content, 'text');
  if (!Array.isArray(content)) return;
  for (const part of content as readonly JsonValue[]) {
    if (typeof part === 'string') draft.take(part, 'text');
    if (!isJsonObject(part)) continue;
    if (part.type === 'thinking' || part.type === 'reasoning') draft.take(wordsOf(part), 'reasoning');
    else if (part.type === 'redacted_thinking') draft.reasoningHidden = true;
    else if (part.type === 'refusal') draft.refusal += wordsOf(part.refusal);
    else draft.take(wordsOf(part.text), 'text');
  }
}

/** The usage object of OpenAI-compatible bodies; undefined when there is none. */
export function openAiUsage(value: JsonValue | undefined): CompletionUsage | undefined {
  if (!isJsonObject(value)) return undefined;
  const inside = (name: string, field: string): JsonValue | undefined => {
    const details = value[name];
    return isJsonObject(details) ? details[field] : undefined;
  };
  const figures = {
    inputTokens: value.prompt_tokens,
    outputTokens: value.completion_tokens,
    reasoningTokens: inside('completion_tokens_details', 'reasoning_tokens'),
    cachedInputTokens: inside('prompt_tokens_details', 'cached_tokens') ?? value.prompt_cache_hit_tokens,
  };
  return Object.fromEntries(Object.entries(figures).filter(([, figure]) => isCount(figure)));
}

function isCount(value: JsonValue | undefined): boolean {
  return typeof value === 'number' && value >= 0;
}
