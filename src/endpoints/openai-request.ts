import type { JsonObject, JsonValue } from '../base/json.ts';
import type { EndpointProfile } from './profile.ts';
import type { CompletionRequest } from './types.ts';

/** Body of a chat completion without the model's name: what the request or the profile asks for and nothing else. */
export function openAiChatBody(profile: EndpointProfile, request: CompletionRequest): JsonObject {
  const temperature = request.temperature ?? profile.temperature;
  const maxTokens = request.maxTokens ?? profile.maxTokens;
  return {
    ...((request.stream ?? profile.stream) ? { stream: true } : {}),
    ...(temperature === undefined ? {} : { temperature }),
    ...(request.topP === undefined ? {} : { top_p: request.topP }),
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
    ...(request.seed === undefined ? {} : { seed: request.seed }),
    ...(request.stop === undefined ? {} : { stop: request.stop }),
    ...profile.extraBody,
    messages: request.messages as unknown as JsonValue,
  };
}
