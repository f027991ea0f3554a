import type { JsonObject } from '../../base/json.ts';
import type { HttpRequest } from '../http.ts';
import { createOpenAiReader } from '../openai-reply.ts';
import { openAiChatBody } from '../openai-request.ts';
import type { EndpointProfile } from '../profile.ts';
import { endpointUrl, headersFor } from '../target.ts';
import type { ExtraPath, Protocol } from './types.ts';

/** Sent when neither the profile nor the base URL names a version, since Azure wants one. */
export const DEFAULT_AZURE_API_VERSION = '2024-10-21';

/**
 * Azure OpenAI: `https://RESOURCE.openai.azure.com/openai/deployments/DEPLOYMENT/chat/completions?api-version=…` with the key
 * in `api-key`. The base URL may stop after the host (the deployment is then the profile's model), name the deployment, or
 * be the newer `…/openai/v1`, which takes the deployment in the body and no version.
 */
export const azureOpenAi: Protocol = {
  id: 'azure-openai',
  title: 'Azure OpenAI',
  seed: true,
  chat: (profile, key, request) => post(profile, key, 'chat/completions', openAiChatBody(profile, request)),
  reader: createOpenAiReader,
  models(profile, key) {
    // Only the newer interface lists what can be asked; the older one lists models that have no deployment.
    const url = endpointUrl(profile.baseUrl, (base) => `${base}/models`);
    if (!isNewer(url)) return null;
    return { method: 'GET', url: url.href, headers: headersFor(profile.headers, key, 'api-key') };
  },
  extra: (profile, key, path, body) => (path === 'generate' ? null : post(profile, key, path, body)),
};

function post(profile: EndpointProfile, key: string, path: ExtraPath, body: JsonObject): HttpRequest {
  const model = typeof body.model === 'string' ? body.model : profile.model;
  const url = endpointUrl(profile.baseUrl, (base) => {
    if (base.endsWith('/openai/v1')) return `${base}/${path}`;
    const start = base.indexOf('/deployments/');
    if (start >= 0 && model === profile.model) return `${base}/${path}`;
    if (model === '') throw new Error('Azure needs the name of a deployment, as the model or in the base URL.');
    const root = start >= 0 ? base.slice(0, start) : base.endsWith('/openai') ? base : `${base}/openai`;
    return `${root}/deployments/${encodeURIComponent(model)}/${path}`;
  });
  const newer = isNewer(url);
  if (!newer && (profile.apiVersion !== undefined || !url.searchParams.has('api-version'))) {
    url.searchParams.set('api-version', profile.apiVersion ?? DEFAULT_AZURE_API_VERSION);
  }
  return {
    method: 'POST',
    url: url.href,
    headers: { ...headersFor(profile.headers, key, 'api-key'), 'content-type': 'application/json' },
    body: JSON.stringify(newer ? { ...body, model } : { ...body, model: undefined }),
  };
}

function isNewer(url: URL): boolean {
  return url.pathname.includes('/openai/v1/');
}
