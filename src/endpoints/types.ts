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
  readonly seed?: number;
}

/** Tokens as the server reported them; a missing figure was not reported. */
export interface CompletionUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly reasoningTokens?: number;
}

/** A whole reply. */
export interface Completion {
  /** The reply without the model's own reasoning. Never empty. */
  readonly text: string;
  /** The model's own reasoning, from whatever field or tags the server put it in. */
  readonly reasoning?: string;
  /** Absent when the server did not report it. */
  readonly usage?: CompletionUsage;
  /** The model as the server names it; the asked name when it does not say. */
  readonly model: string;
  /** As the server said it; 'unknown' when it did not. */
  readonly finishReason: string;
  /** Requests that it took; above 1 when there were retries. */
  readonly attempts: number;
}

/** Told of every piece of text as it arrives, for progress. */
export type OnText = (delta: string, kind: 'text' | 'reasoning') => void;

/** Asks a model. Rejects with an `EndpointError` and nothing else; aborting `signal` rejects at once with kind 'cancelled'. */
export interface Completer {
  complete(request: CompletionRequest, signal: AbortSignal, onText?: OnText): Promise<Completion>;
}

/** A model on offer at a server. */
export interface ModelInfo {
  readonly id: string;
}

/** The `fetch` of the runtime, or a stand-in. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
