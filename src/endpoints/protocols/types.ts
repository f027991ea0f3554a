import type { JsonObject } from '../../base/json.ts';
import type { HttpRequest } from '../http.ts';
import type { EndpointKind, EndpointProfile } from '../profile.ts';
import type { ReplyReader } from '../reply.ts';
import type { CompletionRequest, OnText } from '../types.ts';

/** What some servers offer beside their own chat: OpenAI's other paths, and SGLang's own `/generate`. */
export type ExtraPath = 'chat/completions' | 'completions' | 'embeddings' | 'generate';

/**
 * How one family of servers is talked to. The makers of requests throw an Error with a message for people, without the key
 * in it, when the profile gives no usable address or header.
 */
export interface Protocol {
  readonly id: EndpointKind;
  readonly title: string;
  /** False when requests cannot carry a seed; it is then not sent. */
  readonly seed: boolean;
  chat(profile: EndpointProfile, key: string, request: CompletionRequest): HttpRequest;
  /** Reads the bodies and stream events that answer `chat`. */
  reader(onText?: OnText): ReplyReader;
  /** Asks for the list of models; null when there is none to ask for. */
  models(profile: EndpointProfile, key: string): HttpRequest | null;
  /** A request to another path; null when the protocol has nothing of that kind. */
  extra(profile: EndpointProfile, key: string, path: ExtraPath, body: JsonObject): HttpRequest | null;
}
