import type { JsonObject } from '../../base/json.ts';
import type { HttpRequest } from '../http.ts';
import { createOpenAiReader } from '../openai-reply.ts';
import { openAiChatBody } from '../openai-request.ts';
import type { EndpointProfile } from '../profile.ts';
import { endpointUrl, headersFor } from '../target.ts';
import type { Protocol } from './types.ts';

/** Chat completions as OpenAI, vLLM, SGLang, Ollama, LM Studio, OpenRouter and many others speak them. */
export const openAiCompatible: Protocol = {
  id: 'openai-compatible',
  title: 'OpenAI-compatible',
  seed: true,
  chat: (profile, key, request) =>
    post(profile, key, 'chat/completions', { model: profile.model, ...openAiChatBody(profile, request) }),
  reader: createOpenAiReader,
  models: (profile, key) => ({
    method: 'GET',
    url: endpointUrl(profile.baseUrl, (base) => `${base}/models`).href,
    headers: headersFor(profile.headers, key),
  }),
  // SGLang's own interface serves one model and takes no name.
  extra: (profile, key, path, body) =>
    post(profile, key, path, path === 'generate' ? body : { model: profile.model, ...body }),
};

function post(profile: EndpointProfile, key: string, path: string, body: JsonObject): HttpRequest {
  // SGLang's own interface stands beside /v1, not in it.
  const place = (base: string): string =>
    path === 'generate' && base.endsWith('/v1') ? `${base.slice(0, -'/v1'.length)}/${path}` : `${base}/${path}`;
  return {
    method: 'POST',
    url: endpointUrl(profile.baseUrl, place).href,
    headers: { ...headersFor(profile.headers, key), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}
