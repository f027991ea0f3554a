import type { JsonValue } from '../base/json.ts';
import { createChatSink, createJsonSink, type ReadReply } from './body-sink.ts';
import { completionOf, expectedTokens, tokensTaken } from './completion.ts';
import type { TokenAmounts } from './cost.ts';
import { EMBEDDING_BATCH, embeddingsOf } from './embeddings.ts';
import { type EndpointTrouble, troubleOf } from './errors.ts';
import { type FailureContext, failure, unsupported } from './failures.ts';
import type { HttpRequest } from './http.ts';
import { createLimits, type EndpointLimits } from './limits.ts';
import { modelsOf } from './models.ts';
import { openAiUsage } from './openai-reply.ts';
import { type EndpointProfile, hostOf } from './profile.ts';
import { protocolOf } from './protocols/registry.ts';
import type { Protocol } from './protocols/types.ts';
import { DEFAULT_RETRIES, type RetryNote, type RetryPolicy } from './retry.ts';
import { createScorer, type FindingScorer, type WayQuestion } from './scorer.ts';
import type { ScoringWay } from './scoring/types.ts';
import { type Call, type SenderOptions, type Sent, sendWithin } from './sender.ts';
import { secretsOf } from './target.ts';
import { tokenEstimate } from './token-estimate.ts';
import type {
  Completer,
  Completion,
  CompletionRequest,
  CompletionUsage,
  Embedder,
  Fetch,
  ModelInfo,
  OnText,
  Scorer,
} from './types.ts';

/** What a client needs besides the profile. */
export interface ClientOptions {
  /** Empty or absent for servers without keys. */
  readonly key?: string;
  /** The runtime's own when absent. */
  readonly fetch?: Fetch;
  readonly retries?: RetryPolicy;
  /** Told before each wait, so that the progress can say why nothing happens. */
  readonly onRetry?: (note: RetryNote) => void;
  /** Shared with other clients of the endpoint (see `createLimitsPool`); its own when absent. */
  readonly limits?: EndpointLimits;
}

/** Everything that can be asked of an endpoint. Each client has its own place in the row of the shared limits. */
export interface Client extends Completer, Scorer, Embedder {
  readonly profile: EndpointProfile;
  readonly protocol: Protocol;
  readonly limits: EndpointLimits;
  /** Models on offer; rejects with an `EndpointError`, of kind 'unsupported' when the protocol has no list. */
  models(signal: AbortSignal): Promise<readonly ModelInfo[]>;
  /** How the server scores given texts; null when it cannot. Asks it at the first call. */
  scoringWay(signal: AbortSignal): Promise<ScoringWay | null>;
}

/**
 * A client for an endpoint profile, in the protocol of its kind. It sends what the profile or the request asks for and nothing
 * else. 429, 5xx and reset connections are tried again (see retry.ts) as long as no text has arrived; requests keep to the
 * limits of the profile.
 */
export function createClient(profile: EndpointProfile, options: ClientOptions = {}): Client {
  return new EndpointClient(profile, options);
}

/** Nothing is tried again while a server is asked what it can do: its refusal is the answer. */
const ONCE: RetryPolicy = { ...DEFAULT_RETRIES, retries: 0 };

class EndpointClient implements Client {
  readonly profile: EndpointProfile;
  readonly protocol: Protocol;
  readonly limits: EndpointLimits;
  readonly #key: string;
  readonly #context: FailureContext;
  readonly #sender: SenderOptions;
  readonly #scorer: FindingScorer;

  constructor(profile: EndpointProfile, options: ClientOptions) {
    this.profile = profile;
    this.protocol = protocolOf(profile.kind);
    this.limits = options.limits ?? createLimits(profile);
    this.#key = options.key ?? '';
    this.#context = {
      host: hostOf(profile.baseUrl),
      model: profile.model,
      secrets: secretsOf(profile, this.#key),
      timeoutSeconds: profile.timeoutSeconds,
      idleTimeoutSeconds: profile.idleTimeoutSeconds,
    };
    this.#sender = {
      fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
      context: this.#context,
      limits: this.limits,
      prices: profile.prices,
      retries: options.retries ?? DEFAULT_RETRIES,
      lane: this,
      onRetry: options.onRetry,
    };
    this.#scorer = createScorer((question) => this.#askWay(question), this.#context);
  }

  async complete(request: CompletionRequest, signal: AbortSignal, onText?: OnText): Promise<Completion> {
    const count = await tokenEstimate();
    const expected = expectedTokens(request, this.profile.maxTokens, count);
    const sent: Sent<ReadReply> = await sendWithin(
      {
        make: () => this.protocol.chat(this.profile, this.#key, request),
        sink: () => createChatSink(this.#context, this.protocol.reader(onText)),
        took: (reply) => tokensTaken(reply, expected, count),
        expected,
        count,
        signal,
      },
      this.#sender,
    );
    return completionOf(sent, this.profile.model, this.#context);
  }

  async models(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const none = unsupported('models', this.#context);
    const make = (): HttpRequest => {
      const request = this.protocol.models(this.profile, this.#key);
      if (request === null) throw none;
      return request;
    };
    const body = await this.#json(make, { inputTokens: 0, outputTokens: 0 }, signal);
    const models = modelsOf(body);
    if (models === undefined) throw failure('malformed', this.#context, { said: JSON.stringify(body).slice(0, 2000) });
    return models;
  }

  score(prompt: string, text: string, signal: AbortSignal): ReturnType<Scorer['score']> {
    return this.#scorer.score(prompt, text, signal);
  }

  scoringWay(signal: AbortSignal): Promise<ScoringWay | null> {
    return this.#scorer.way(signal);
  }

  async embed(texts: readonly string[], signal: AbortSignal): ReturnType<Embedder['embed']> {
    const vectors: (readonly number[])[] = [];
    let inputTokens = 0;
    for (let at = 0; at < texts.length; at += EMBEDDING_BATCH) {
      const batch = await this.#embedBatch(texts.slice(at, at + EMBEDDING_BATCH), signal);
      if (vectors[0] !== undefined && batch.vectors[0]?.length !== vectors[0].length) {
        throw failure('malformed', this.#context, { said: 'vectors of different lengths' });
      }
      vectors.push(...batch.vectors);
      inputTokens += batch.usage?.inputTokens ?? Number.NaN;
    }
    return { vectors, ...(inputTokens > 0 ? { usage: { inputTokens } } : {}) };
  }

  async #embedBatch(
    input: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly vectors: readonly (readonly number[])[]; readonly usage: CompletionUsage | undefined }> {
    const count = await tokenEstimate();
    const inputTokens = input.reduce((sum, text) => sum + count(text), 0);
    const model = this.profile.embeddingModel ?? this.profile.model;
    const make = (): HttpRequest => {
      const request = this.protocol.extra(this.profile, this.#key, 'embeddings', { model, input });
      if (request === null) throw unsupported('embeddings', this.#context);
      return request;
    };
    try {
      const body = await this.#json(make, { inputTokens, outputTokens: 0 }, signal);
      const read = embeddingsOf(body, input.length);
      if (read === undefined) throw failure('malformed', this.#context, { said: 'no embeddings in the answer' });
      return read;
    } catch (error) {
      const trouble = troubleOf(error);
      throw trouble !== undefined && lacksEmbeddings(trouble) ? unsupported('embeddings', this.#context) : error;
    }
  }

  async #askWay({ way, prompt, text, signal, trial }: WayQuestion): Promise<JsonValue | null> {
    const { profile } = this;
    if (this.protocol.extra(profile, this.#key, way.path, {}) === null) return null;
    const count = await tokenEstimate();
    const make = (): HttpRequest => {
      const request = this.protocol.extra(profile, this.#key, way.path, way.body(prompt, text));
      if (request === null) throw unsupported('scoring', this.#context);
      return request;
    };
    return this.#json(
      make,
      { inputTokens: count(prompt) + count(text), outputTokens: 1 },
      signal,
      trial ? ONCE : undefined,
    );
  }

  /** Sends a request whose answer is one JSON value. */
  async #json(
    make: () => HttpRequest,
    expected: TokenAmounts,
    signal: AbortSignal,
    retries?: RetryPolicy,
  ): Promise<JsonValue> {
    const call: Call<JsonValue> = {
      make,
      sink: () => createJsonSink(this.#context),
      took: (body) => amountsOf(body, expected),
      expected,
      count: () => 0,
      signal,
      ...(retries === undefined ? {} : { retries }),
    };
    return (await sendWithin(call, this.#sender)).value;
  }
}

/** True when a server says in one of the known manners that it has no embeddings. */
function lacksEmbeddings(trouble: EndpointTrouble): boolean {
  if (trouble.kind === 'not-found') return true;
  if (trouble.kind !== 'bad-request' && trouble.kind !== 'server-error') return false;
  return trouble.status === 501 || /embedding|unexpected endpoint|not (?:supported|implemented)/i.test(trouble.message);
}

function amountsOf(body: JsonValue, expected: TokenAmounts): { tokens: TokenAmounts; estimated: boolean } {
  const usage = openAiUsage(typeof body === 'object' && body !== null && 'usage' in body ? body.usage : undefined);
  return {
    estimated: expected.inputTokens > 0 && usage?.inputTokens === undefined,
    tokens: {
      inputTokens: usage?.inputTokens ?? expected.inputTokens,
      outputTokens: usage?.outputTokens ?? expected.outputTokens,
    },
  };
}
