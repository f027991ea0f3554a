import type { ScoredToken } from '../core/compress/types.ts';
import type { Cost } from './cost.ts';

/** One message of a chat request. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What to ask a model. Only what is set here or in the profile is sent. */
export interface CompletionRequest {
  readonly messages: readonly ChatMessage[];
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  /** Not sent to servers whose protocol knows no seed (Anthropic). */
  readonly seed?: number;
  /** Texts at which the model stops; they are not part of the reply. */
  readonly stop?: readonly string[];
  /** In place of the profile's own. */
  readonly stream?: boolean;
}

/** Tokens as the server reported them; a missing figure was not reported. */
export interface CompletionUsage {
  /** All tokens of the request, those from a cache included. */
  readonly inputTokens?: number;
  /** All tokens of the reply, reasoning included. */
  readonly outputTokens?: number;
  readonly reasoningTokens?: number;
  /** Of the input tokens, those that the server had in its cache. */
  readonly cachedInputTokens?: number;
}

/** A whole reply. */
export interface Completion {
  /** The reply without the model's own reasoning. Never empty. */
  readonly text: string;
  /** The model's own reasoning, from whatever field or tags the server put it in. */
  readonly reasoning?: string;
  /** Set when the model thought, but the server sent (a part of) it encrypted or left it out. */
  readonly reasoningHidden?: true;
  /** Absent when the server did not report it. */
  readonly usage?: CompletionUsage;
  /** What it cost; absent when no prices are known. */
  readonly cost?: Cost;
  /** The model as the server names it; the asked name when it does not say. */
  readonly model: string;
  /** As the server said it; 'unknown' when it did not. */
  readonly finishReason: string;
  /** Set when it came as a stream. */
  readonly streamed?: true;
  /** Requests that it took; above 1 when there were retries. */
  readonly attempts: number;
}

/** Told of every piece of text as it arrives, for progress. */
export type OnText = (delta: string, kind: 'text' | 'reasoning') => void;

/** Asks a model. Rejects with an `EndpointError` and nothing else; aborting `signal` rejects at once with kind 'cancelled'. */
export interface Completer {
  complete(request: CompletionRequest, signal: AbortSignal, onText?: OnText): Promise<Completion>;
}

/** The log-probabilities of a given text. */
export interface Scored {
  /**
   * Tokens of the text in order, with offsets into it. A token that begins before the text starts at 0; of tokens that are
   * parts of characters the first has the range of all and the others none. The first token of everything has no
   * log-probability, so it is missing when the prompt is ''.
   */
  readonly tokens: readonly ScoredToken[];
  /** How it was done, an id of the scoring registry. */
  readonly way: string;
  readonly usage?: CompletionUsage;
}

/** Scores given texts. */
export interface Scorer {
  /**
   * Log-probabilities of `text` as the continuation of `prompt`. Rejects with an `EndpointError` of kind 'unsupported' when
   * the server cannot do it in any known way; that answer is remembered and costs no second request.
   */
  score(prompt: string, text: string, signal: AbortSignal): Promise<Scored>;
}

/** Vectors of texts. */
export interface Embedded {
  /** One for each text, in order, all of one length. */
  readonly vectors: readonly (readonly number[])[];
  readonly usage?: CompletionUsage;
}

/** Turns texts into vectors. */
export interface Embedder {
  /** Rejects with an `EndpointError`, of kind 'unsupported' when the server has no embeddings. No texts give no vectors. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<Embedded>;
}

/** A model on offer at a server. */
export interface ModelInfo {
  readonly id: string;
  /** Most tokens of prompt and reply together, where the server tells. */
  readonly contextLength?: number;
}

/** The `fetch` of the runtime, or a stand-in. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
