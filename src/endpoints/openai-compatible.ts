import { createChatSink } from './body-sink.ts';
import { EndpointError } from './errors.ts';
import { type FailureContext, failure } from './failures.ts';
import { type BodySink, type HttpRequest, send } from './http.ts';
import type { EndpointProfile } from './profile.ts';
import type { ReplySoFar } from './reply.ts';
import { DEFAULT_RETRIES, pause, type RetryNote, type RetryPolicy, retryWait } from './retry.ts';
import { endpointUrl, headersFor, secretsOf } from './target.ts';
import type { Completer, Completion, CompletionRequest, Fetch, ModelInfo } from './types.ts';

/** What a client needs besides the profile. */
export interface ClientOptions {
  /** Empty or absent for servers without keys. */
  readonly key?: string;
  /** The runtime's own when absent. */
  readonly fetch?: Fetch;
  readonly retries?: RetryPolicy;
  /** Told before each wait, so that the progress can say why nothing happens. */
  readonly onRetry?: (note: RetryNote) => void;
}

/** A completer and a model list for any server that speaks OpenAI's chat completions. */
export interface OpenAiCompatibleClient extends Completer {
  /** Models on offer at `/models`; rejects with an `EndpointError`. */
  models(signal: AbortSignal): Promise<readonly ModelInfo[]>;
}

/**
 * Client for an endpoint profile. It sends the messages, the model name and what the profile or the request asks for, and
 * nothing else. 429, 5xx and reset connections are tried again (see retry.ts) as long as no text has arrived.
 */
export function createOpenAiCompatible(profile: EndpointProfile, options: ClientOptions = {}): OpenAiCompatibleClient {
  const key = options.key ?? '';
  const context = contextOf(profile, key);
  const fetch: Fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));

  const ask = async <T>(make: () => HttpRequest, sink: () => BodySink<T>, signal: AbortSignal) => {
    const request = await attempt(make, context);
    const policy = options.retries ?? DEFAULT_RETRIES;
    for (let count = 1; ; count += 1) {
      try {
        return { value: await send(request, sink(), { fetch, signal, context }), attempts: count };
      } catch (thrown) {
        const { trouble } = asEndpointError(thrown, context);
        const wait = retryWait(trouble, count, policy);
        if (wait === null) throw new EndpointError({ ...trouble, attempts: count });
        options.onRetry?.({ trouble, attempt: count, waitMs: wait });
        await pause(wait, signal, () => failure('cancelled', context));
      }
    }
  };

  return {
    async complete(request, signal, onText) {
      const make = (): HttpRequest => ({
        method: 'POST',
        url: endpointUrl(profile.baseUrl, 'chat/completions'),
        headers: { ...headersFor(profile.headers, key), 'content-type': 'application/json' },
        body: bodyOf(profile, request),
      });
      const { value, attempts } = await ask(make, () => createChatSink(context, onText), signal);
      return completionOf(value, profile.model, attempts, context);
    },
    async models(signal) {
      const make = (): HttpRequest => ({
        method: 'GET',
        url: endpointUrl(profile.baseUrl, 'models'),
        headers: headersFor(profile.headers, key),
      });
      return (await ask(make, () => createModelsSink(context), signal)).value;
    },
  };
}

function contextOf(profile: EndpointProfile, key: string): FailureContext {
  let host = 'The endpoint';
  try {
    host = new URL(profile.baseUrl).host || host;
  } catch {
    // Not an address: the request itself says so.
  }
  return {
    host,
    model: profile.model,
    secrets: secretsOf(profile, key),
    timeoutSeconds: profile.timeoutSeconds,
    idleTimeoutSeconds: profile.idleTimeoutSeconds,
  };
}

async function attempt(make: () => HttpRequest, context: FailureContext): Promise<HttpRequest> {
  try {
    return make();
  } catch (thrown) {
    throw failure('misconfigured', context, { said: thrown instanceof Error ? thrown.message : 'unknown' });
  }
}

function asEndpointError(thrown: unknown, context: FailureContext): EndpointError {
  return thrown instanceof EndpointError ? thrown : failure('malformed', context, { said: String(thrown) });
}

function bodyOf(profile: EndpointProfile, request: CompletionRequest): string {
  const temperature = request.temperature ?? profile.temperature;
  const maxTokens = request.maxTokens ?? profile.maxTokens;
  return JSON.stringify({
    model: profile.model,
    ...(profile.stream ? { stream: true } : {}),
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
    ...(request.seed === undefined ? {} : { seed: request.seed }),
    ...profile.extraBody,
    messages: request.messages,
  });
}

function completionOf(reply: ReplySoFar, asked: string, attempts: number, context: FailureContext): Completion {
  const partial = { text: reply.text, reasoning: reply.reasoning };
  const fail = (kind: 'refused' | 'length' | 'empty', said?: string): EndpointError => {
    const error = failure(kind, context, said === undefined ? { partial } : { partial, said });
    return new EndpointError({ ...error.trouble, attempts });
  };
  if (reply.refusal !== '') throw fail('refused', reply.refusal);
  if (reply.finishReason === 'content_filter') throw fail('refused', 'finish_reason content_filter');
  if (reply.finishReason === 'length' || reply.finishReason === 'max_tokens') throw fail('length');
  if (reply.text === '') {
    const thought = reply.reasoning === '' ? undefined : 'only reasoning, no reply';
    throw fail('empty', thought);
  }
  return {
    text: reply.text,
    ...(reply.reasoning === '' ? {} : { reasoning: reply.reasoning }),
    ...(reply.usage === undefined ? {} : { usage: reply.usage }),
    model: reply.model ?? asked,
    finishReason: reply.finishReason ?? 'unknown',
    attempts,
  };
}

/** Reads the body of `/models`: `{data: [{id}]}`, or a bare list, or Ollama's `{models: [{name}]}`. */
function createModelsSink(context: FailureContext): BodySink<readonly ModelInfo[]> {
  const body: string[] = [];
  return {
    push(text) {
      body.push(text);
      return false;
    },
    end: () => modelsOf(body.join(''), context),
    partial: () => ({ text: '', reasoning: '' }),
  };
}

function modelsOf(text: string, context: FailureContext): readonly ModelInfo[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw failure('malformed', context, { said: text.slice(0, 2000) });
  }
  const list = listIn(value);
  if (list === undefined) throw failure('malformed', context, { said: text.slice(0, 2000) });
  const ids = list.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null) return [];
    const id = 'id' in item ? item.id : 'name' in item ? item.name : undefined;
    return typeof id === 'string' && id !== '' ? [id] : [];
  });
  return [...new Set(ids)].map((id) => ({ id }));
}

function listIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if ('data' in value && Array.isArray(value.data)) return value.data;
  return 'models' in value && Array.isArray(value.models) ? value.models : undefined;
}
