import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import type { ModelUsage } from '../core/model/variant.ts';
import { completionOf } from './completion.ts';
import { troubleOf } from './errors.ts';
import { type FailureContext, inBandFailure } from './failures.ts';
import type { EndpointProfile } from './profile.ts';
import { protocolOf } from './protocols/registry.ts';
import { quoteServer } from './redact.ts';
import { serverErrorOf } from './reply.ts';
import type { CompletionRequest } from './types.ts';

/**
 * Files of requests that a service or an engine works off by itself. `openai`: JSON Lines for the OpenAI Batch API,
 * `vllm run-batch` and the Ray script; `anthropic`: one JSON object for Message Batches.
 */
export const BATCH_FORMATS = ['openai', 'anthropic'] as const;

export type BatchFormat = (typeof BATCH_FORMATS)[number];

/** How one kind of file is made and how much it may hold. */
export interface BatchFileShape {
  readonly head: string;
  readonly between: string;
  readonly tail: string;
  readonly mostRequests: number;
  readonly mostBytes: number;
}

/** Limits of the OpenAI Batch API (50,000 requests, 200 MB) and of Anthropic's Message Batches (100,000, 256 MB). */
export const BATCH_FILES: Readonly<Record<BatchFormat, BatchFileShape>> = {
  openai: { head: '', between: '\n', tail: '\n', mostRequests: 50_000, mostBytes: 200_000_000 },
  anthropic: { head: '{"requests":[\n', between: ',\n', tail: '\n]}\n', mostRequests: 100_000, mostBytes: 256_000_000 },
};

/** The strictest rule of all services for a request's own name. */
const CUSTOM_ID = /^[a-zA-Z0-9_-]{1,64}$/;

/** The JSON text of one request. Throws a RangeError for a name that a service would refuse. */
export function batchRequest(
  format: BatchFormat,
  customId: string,
  profile: EndpointProfile,
  request: CompletionRequest,
): string {
  if (!CUSTOM_ID.test(customId)) throw new RangeError(`"${customId}" is no name that batch services take.`);
  const body = bodyOf(format, { ...profile, stream: false }, { ...request, stream: false });
  if (format === 'anthropic') return JSON.stringify({ custom_id: customId, params: body });
  return JSON.stringify({ custom_id: customId, method: 'POST', url: '/v1/chat/completions', body });
}

function bodyOf(format: BatchFormat, profile: EndpointProfile, request: CompletionRequest): JsonObject {
  const kind = format === 'anthropic' ? 'anthropic' : 'openai-compatible';
  const body = JSON.parse(protocolOf(kind).chat(profile, '', request).body ?? '{}') as JsonObject;
  if (format === 'anthropic' || 'max_tokens' in profile.extraBody) return body;
  // The newer name of the same field: OpenAI's reasoning models refuse the older one, and vLLM takes both.
  const { max_tokens: most, ...rest } = body;
  return most === undefined ? rest : { ...rest, max_completion_tokens: most };
}

/** One line of a result file. */
export type BatchResult =
  | {
      readonly kind: 'reply';
      readonly customId: string;
      readonly text: string;
      readonly model: string;
      readonly usage?: ModelUsage;
    }
  | { readonly kind: 'failed'; readonly customId: string; readonly reason: string };

/** Reads a line of results of any of the formats; null when it is none. Never throws. */
export function readBatchResult(line: string): BatchResult | null {
  let value: JsonValue;
  try {
    value = JSON.parse(line) as JsonValue;
  } catch {
    return null;
  }
  if (!isJsonObject(value) || typeof value.custom_id !== 'string') return null;
  const customId = value.custom_id;
  if (isJsonObject(value.result)) return anthropicResult(customId, value.result);
  return 'response' in value || 'error' in value ? openAiResult(customId, value) : null;
}

function openAiResult(customId: string, value: JsonObject): BatchResult {
  const { response, error } = value;
  const status = isJsonObject(response) && typeof response.status_code === 'number' ? response.status_code : 200;
  if (isJsonObject(response) && status < 400 && isJsonObject(response.body)) {
    return readBody('openai-compatible', customId, response.body);
  }
  // Some engines put the chat body itself where the response belongs.
  if (isJsonObject(response) && Array.isArray(response.choices)) {
    return readBody('openai-compatible', customId, response);
  }
  const body = isJsonObject(response) ? response.body : undefined;
  const said = serverErrorOf(isJsonObject(error) ? { error } : body);
  const code = isJsonObject(error) && typeof error.code === 'string' ? `${error.code}: ` : '';
  const http = status >= 400 ? ` (HTTP ${status})` : '';
  return failed(customId, `${code}${said?.message ?? 'the service gave no reply'}${http}`);
}

function anthropicResult(customId: string, result: JsonObject): BatchResult {
  if (result.type === 'succeeded' && isJsonObject(result.message)) {
    return readBody('anthropic', customId, { type: 'message', ...result.message });
  }
  if (result.type === 'expired') return failed(customId, 'expired: the batch ended before this request was begun');
  if (result.type === 'canceled') return failed(customId, 'canceled: the batch was cancelled before this request');
  const said = serverErrorOf(isJsonObject(result.error) ? result.error : result);
  return failed(customId, said?.message ?? `the service says "${String(result.type)}"`);
}

const CONTEXT: FailureContext = {
  host: 'The batch service',
  model: '',
  secrets: [],
  timeoutSeconds: 0,
  idleTimeoutSeconds: 0,
};

function readBody(kind: 'openai-compatible' | 'anthropic', customId: string, body: JsonObject): BatchResult {
  const reader = protocolOf(kind).reader();
  const added = reader.add(body);
  try {
    if (typeof added === 'object') throw inBandFailure(added, CONTEXT, { text: '', reasoning: '' });
    const value = { ...reader.soFar(), streamed: false };
    const { text, model, usage } = completionOf({ value, attempts: 1, cost: undefined }, '', CONTEXT);
    const { inputTokens, outputTokens } = usage ?? {};
    const figures: ModelUsage = {
      ...(inputTokens === undefined ? {} : { inputTokens }),
      ...(outputTokens === undefined ? {} : { outputTokens }),
    };
    return { kind: 'reply', customId, text, model, ...(Object.keys(figures).length > 0 ? { usage: figures } : {}) };
  } catch (error) {
    return failed(customId, troubleOf(error)?.message ?? 'a reply that cannot be read');
  }
}

/** What a service says is quoted: no control characters, and not too long. */
function failed(customId: string, said: string): BatchResult {
  return { kind: 'failed', customId, reason: `The batch service: ${quoteServer(said, [])}` };
}
