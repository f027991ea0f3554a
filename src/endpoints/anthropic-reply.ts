import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { ReplyDraft, type ReplyReader, type ServerError, serverErrorOf } from './reply.ts';
import type { CompletionUsage, OnText } from './types.ts';

/** Statuses of Anthropic's error types, for errors that come inside a stream. */
const STATUSES: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

/**
 * A reader for Anthropic's message bodies and stream events. Thinking blocks are the reasoning, redacted ones are noted as
 * hidden; signatures and kinds of events that came later than this code are passed over.
 */
export function createAnthropicReader(onText?: OnText): ReplyReader {
  const draft = new ReplyDraft(onText);
  return {
    add(value) {
      if (!isJsonObject(value)) return 'odd';
      if (value.type === 'error' || value.error !== undefined) return errorOf(value);
      switch (value.type) {
        case 'message':
          takeMessage(value, draft);
          for (const block of listOf(value.content)) takeBlock(block, draft);
          return 'ok';
        case 'message_start':
          if (isJsonObject(value.message)) takeMessage(value.message, draft);
          return 'ok';
        case 'content_block_start':
          takeBlock(value.content_block, draft);
          return 'ok';
        case 'content_block_delta':
          takeBlock(value.delta, draft);
          return 'ok';
        case 'message_delta':
          if (isJsonObject(value.delta)) takeMessage({ ...value.delta, usage: value.usage }, draft);
          return 'ok';
        case 'message_stop':
          return 'done';
        default:
          return typeof value.type === 'string' ? 'ok' : (serverErrorOf(value) ?? 'odd');
      }
    },
    soFar: () => draft.soFar(),
  };
}

function errorOf(value: JsonObject): ServerError {
  const error = serverErrorOf(value) ?? { message: JSON.stringify(value) };
  const status = error.status ?? STATUSES[error.code ?? ''];
  return status === undefined ? error : { ...error, status };
}

function takeMessage(message: JsonObject, draft: ReplyDraft): void {
  if (typeof message.model === 'string' && message.model !== '') draft.model = message.model;
  if (typeof message.stop_reason === 'string') draft.finishReason = message.stop_reason;
  if (isJsonObject(message.usage)) draft.usage = { ...draft.usage, ...usageOf(message.usage) };
}

/** Takes a whole block of a body, the start of one in a stream, or a delta of one. */
function takeBlock(block: JsonValue | undefined, draft: ReplyDraft): void {
  if (!isJsonObject(block)) return;
  if (block.type === 'redacted_thinking') draft.reasoningHidden = true;
  if (typeof block.thinking === 'string') draft.take(block.thinking, 'reasoning');
  if (typeof block.text === 'string') draft.take(block.text, 'text');
}

/** Anthropic counts cached and cache-making tokens beside `input_tokens`; here they are part of it. */
function usageOf(usage: JsonObject): CompletionUsage {
  const count = (name: string): number => {
    const value = usage[name];
    return typeof value === 'number' && value >= 0 ? value : 0;
  };
  const read = count('cache_read_input_tokens');
  const input = count('input_tokens') + read + count('cache_creation_input_tokens');
  return {
    ...(typeof usage.input_tokens === 'number' ? { inputTokens: input } : {}),
    ...(typeof usage.output_tokens === 'number' ? { outputTokens: count('output_tokens') } : {}),
    ...(read > 0 ? { cachedInputTokens: read } : {}),
  };
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
