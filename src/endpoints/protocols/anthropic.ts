import type { JsonObject } from '../../base/json.ts';
import { createAnthropicReader } from '../anthropic-reply.ts';
import type { EndpointProfile } from '../profile.ts';
import { endpointUrl, headersFor } from '../target.ts';
import type { CompletionRequest } from '../types.ts';
import type { Protocol } from './types.ts';

/** Sent as `max_tokens`, without which the service refuses, when neither the request nor the profile says how many. */
export const DEFAULT_ANTHROPIC_MAX_TOKENS = 8192;

const VERSION = '2023-06-01';

/**
 * Anthropic's Messages API: key in `x-api-key`, the system messages apart from the others. It knows no seed, no embeddings
 * and no log-probabilities. A profile header `anthropic-version` takes the place of the version used here.
 */
export const anthropic: Protocol = {
  id: 'anthropic',
  title: 'Anthropic',
  seed: false,
  chat: (profile, key, request) => ({
    method: 'POST',
    url: address(profile, 'messages').href,
    headers: { ...headers(profile, key), 'content-type': 'application/json' },
    body: JSON.stringify(bodyOf(profile, request)),
  }),
  reader: createAnthropicReader,
  models(profile, key) {
    const url = address(profile, 'models');
    url.searchParams.set('limit', '1000');
    return { method: 'GET', url: url.href, headers: headers(profile, key) };
  },
  extra: () => null,
};

function address(profile: EndpointProfile, path: string): URL {
  return endpointUrl(profile.baseUrl, (base) => (base.endsWith('/v1') ? `${base}/${path}` : `${base}/v1/${path}`));
}

function headers(profile: EndpointProfile, key: string): Record<string, string> {
  return { 'anthropic-version': VERSION, ...headersFor(profile.headers, key, 'x-api-key') };
}

function bodyOf(profile: EndpointProfile, request: CompletionRequest): JsonObject {
  const temperature = request.temperature ?? profile.temperature;
  const system = request.messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  return {
    model: profile.model,
    max_tokens: request.maxTokens ?? profile.maxTokens ?? DEFAULT_ANTHROPIC_MAX_TOKENS,
    ...((request.stream ?? profile.stream) ? { stream: true } : {}),
    ...(temperature === undefined ? {} : { temperature }),
    ...(request.topP === undefined ? {} : { top_p: request.topP }),
    ...(request.stop === undefined ? {} : { stop_sequences: request.stop }),
    ...(system.length === 0 ? {} : { system: system.join('\n\n') }),
    ...profile.extraBody,
    messages: request.messages
      .filter(({ role }) => role !== 'system')
      .map(({ role, content }): JsonObject => ({ role, content })),
  };
}
