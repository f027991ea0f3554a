import { afterEach, describe, expect, test } from 'vitest';
import { type ClientOptions, createClient } from '../../../src/endpoints/client.ts';
import { troubleOf } from '../../../src/endpoints/errors.ts';
import { parseProfile } from '../../../src/endpoints/profile.ts';
import { type ModelServer, type ServerScript, startModelServer } from '../../helpers/model-server.ts';
import { anthropicBody, anthropicError, anthropicStream } from '../../helpers/model-server-anthropic.ts';

const KEY = 'some-odd-key/9f8e7d6c5b';
const ASK = {
  messages: [
    { role: 'system' as const, content: 'Be brief.' },
    { role: 'user' as const, content: 'Shorten this.' },
  ],
};
const FAST = { retries: 2, baseMs: 1, longestMs: 1000 };
const never = (): AbortSignal => new AbortController().signal;

let server: ModelServer;
afterEach(() => server.close());

/** `base` makes the base URL from the server's origin. */
async function client(
  script: ServerScript,
  settings: object,
  base: (origin: string) => string = (origin) => origin,
  options: ClientOptions = {},
) {
  server = await startModelServer(script);
  const { profile, notes } = parseProfile({ baseUrl: base(new URL(server.url).origin), model: 'm', ...settings });
  expect(notes).toEqual([]);
  return createClient(profile!, { key: KEY, retries: FAST, ...options });
}

describe('Anthropic', () => {
  const kind = 'anthropic';

  test.each([
    ['', '/v1/messages'],
    ['/', '/v1/messages'],
    ['/v1', '/v1/messages'],
    ['/v1/messages', '/v1/messages'],
    ['/gate/anthropic', '/gate/anthropic/v1/messages'],
  ])('base URL ending in "%s" asks %s', async (end, path) => {
    const asked = await client([anthropicStream({ text: 'ok' })], { kind }, (origin) => origin + end);
    await asked.complete(ASK, never());
    expect(server.requests[0]?.path).toBe(path);
  });

  test('sends what the service wants and nothing that was not asked for', async () => {
    const asked = await client([anthropicBody({ text: 'ok' })], { kind, stream: false });
    await asked.complete(ASK, never());
    expect(server.requests[0]?.body).toEqual({
      model: 'm',
      max_tokens: 8192,
      system: 'Be brief.',
      messages: [{ role: 'user', content: 'Shorten this.' }],
    });
    const { headers } = server.requests[0]!;
    expect(headers['x-api-key']).toBe(KEY);
    expect(headers['anthropic-version']).toBe('2023-06-01');
    expect(headers.authorization).toBeUndefined();
  });

  test('sends what was asked for, but no seed, which it does not know', async () => {
    const settings = {
      kind,
      maxTokens: 100,
      temperature: 0.5,
      headers: { 'Anthropic-Version': '2099-01-01' },
      extraBody: { thinking: { type: 'enabled', budget_tokens: 50 } },
    };
    const asked = await client([anthropicStream({ text: 'ok' })], settings);
    await asked.complete({ ...ASK, topP: 0.9, stop: ['END'], seed: 7 }, never());
    expect(server.requests[0]?.body).toMatchObject({
      max_tokens: 100,
      temperature: 0.5,
      top_p: 0.9,
      stop_sequences: ['END'],
      thinking: { type: 'enabled', budget_tokens: 50 },
      stream: true,
    });
    expect(server.requests[0]?.body).not.toHaveProperty('seed');
    expect(server.requests[0]?.headers['anthropic-version']).toBe('2099-01-01');
  });

  test.each([
    ['a stream', anthropicStream],
    ['a body', anthropicBody],
  ] as const)('reads text, thinking, usage with cache and the model from %s', async (_name, make) => {
    const usage = { input_tokens: 3, cache_read_input_tokens: 100, cache_creation_input_tokens: 20, output_tokens: 9 };
    const reply = { text: 'the short one', thinking: 'let me think', redacted: true, usage };
    const asked = await client([make(reply)], { kind });
    const seen: string[] = [];
    const completion = await asked.complete(ASK, never(), (delta, what) => seen.push(`${what}:${delta}`));
    expect(completion).toMatchObject({
      text: 'the short one',
      reasoning: 'let me think',
      reasoningHidden: true,
      model: 'claude-test',
      finishReason: 'end_turn',
      usage: { inputTokens: 123, outputTokens: 9, cachedInputTokens: 100 },
    });
    expect(seen[0]).toMatch(/^reasoning:let me/);
    expect(seen.join('')).not.toContain('c2lnbg');
  });

  test.each([
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['refusal', 'refused'],
  ] as const)('stop reason %s is "%s" and keeps what had come', async (stopReason, kindOfTrouble) => {
    for (const make of [anthropicStream, anthropicBody]) {
      const asked = await client([make({ text: 'half', stopReason })], { kind });
      const error = await asked.complete(ASK, never()).catch((thrown: unknown) => thrown);
      expect(troubleOf(error)).toMatchObject({ kind: kindOfTrouble, partial: { text: 'half' } });
      await server.close();
    }
  });

  test.each([
    ['invalid_request_error', 400, 'bad-request', 1],
    ['authentication_error', 401, 'unauthorized', 1],
    ['permission_error', 403, 'unauthorized', 1],
    ['not_found_error', 404, 'not-found', 1],
    ['request_too_large', 413, 'bad-request', 1],
    ['rate_limit_error', 429, 'rate-limited', 3],
    ['api_error', 500, 'server-error', 3],
    ['overloaded_error', 529, 'server-error', 3],
  ] as const)('%s is "%s" as a status and inside a stream', async (type, status, kindOfTrouble, attempts) => {
    for (const script of [anthropicError(type, status), anthropicError(type)]) {
      const asked = await client([script], { kind });
      const error = await asked.complete(ASK, never()).catch((thrown: unknown) => thrown);
      expect(troubleOf(error)).toMatchObject({ kind: kindOfTrouble, status, attempts });
      expect(String(error)).toContain(`it says ${type}`);
      await server.close();
    }
  });

  test('an overload that passes costs a retry only', async () => {
    const asked = await client([anthropicError('overloaded_error', 529), anthropicStream({ text: 'ok' })], { kind });
    expect(await asked.complete(ASK, never())).toMatchObject({ text: 'ok', attempts: 2 });
  });

  test('a stream that ends in the middle is cut', async () => {
    const whole = anthropicStream({ text: 'half a reply' });
    const chunks = whole.kind === 'raw' ? whole.chunks.slice(0, -4) : [];
    const asked = await client([{ kind: 'raw', chunks }], { kind });
    const error = await asked.complete(ASK, never()).catch((thrown: unknown) => thrown);
    expect(troubleOf(error)).toMatchObject({ kind: 'cut', partial: { text: 'half a reply' } });
  });

  test('an OpenAI server behind it is named as the wrong kind', async () => {
    const asked = await client([{ kind: 'reply', text: 'hello' }], { kind });
    const error = await asked.complete(ASK, never()).catch((thrown: unknown) => thrown);
    expect(troubleOf(error)?.kind).toBe('malformed');
    expect(String(error)).toContain('kind of this endpoint');
  });

  test('lists its models with the length of their context', async () => {
    const asked = await client([], { kind });
    await server.close();
    server = await startModelServer([], { models: [{ id: 'claude-a', max_input_tokens: 200_000 }, 'claude-b'] });
    const { profile } = parseProfile({ ...asked.profile, baseUrl: new URL(server.url).origin });
    const models = await createClient(profile!, { key: KEY }).models(never());
    expect(models).toEqual([{ id: 'claude-a', contextLength: 200_000 }, { id: 'claude-b' }]);
    expect(server.requests[0]?.path).toBe('/v1/models?limit=1000');
    expect(server.requests[0]?.headers['x-api-key']).toBe(KEY);
  });

  test('scores and embeds nothing and says so without a request', async () => {
    const asked = await client([], { kind });
    for (const work of [asked.score('a', 'b', never()), asked.embed(['a'], never())]) {
      const trouble = troubleOf(await work.catch((thrown: unknown) => thrown));
      expect(trouble?.kind).toBe('unsupported');
      expect(trouble?.message).toContain('Instead');
    }
    expect(server.requests).toEqual([]);
  });
});

describe('Azure OpenAI', () => {
  const kind = 'azure-openai';
  const deployment = '/openai/deployments/my%20gpt';

  test.each([
    ['', {}, `${deployment}/chat/completions?api-version=2024-10-21`],
    ['/openai', { apiVersion: '2025-01-01-preview' }, `${deployment}/chat/completions?api-version=2025-01-01-preview`],
    [deployment, {}, `${deployment}/chat/completions?api-version=2024-10-21`],
    [
      `${deployment}/chat/completions?api-version=2023-05-15`,
      {},
      `${deployment}/chat/completions?api-version=2023-05-15`,
    ],
    [
      `${deployment}?api-version=2023-05-15`,
      { apiVersion: '2024-06-01' },
      `${deployment}/chat/completions?api-version=2024-06-01`,
    ],
  ])('base "%s" with %j asks %s', async (base, settings, path) => {
    const asked = await client(
      [{ kind: 'reply', text: 'ok' }],
      { kind, model: 'my gpt', ...settings },
      (o) => o + base,
    );
    expect((await asked.complete(ASK, never())).text).toBe('ok');
    const { path: seen, headers, body } = server.requests[0]!;
    expect(seen).toBe(path);
    expect(headers['api-key']).toBe(KEY);
    expect(headers.authorization).toBeUndefined();
    expect(body).toEqual({ stream: true, messages: ASK.messages });
  });

  test('the newer interface has no version and takes the deployment in the body', async () => {
    const asked = await client([{ kind: 'reply', text: 'ok' }], { kind }, (origin) => `${origin}/openai/v1/`);
    await asked.complete(ASK, never());
    expect(server.requests[0]?.path).toBe('/openai/v1/chat/completions');
    expect(server.requests[0]?.body).toMatchObject({ model: 'm' });
    expect(await asked.models(never())).toEqual([{ id: 'test-model' }]);
    expect(server.requests[1]?.headers['api-key']).toBe(KEY);
  });

  test('the older interface lists no deployments, and says what to do', async () => {
    const asked = await client([], { kind });
    const error = await asked.models(never()).catch((thrown: unknown) => thrown);
    expect(troubleOf(error)).toMatchObject({ kind: 'unsupported', ability: 'models' });
    expect(String(error)).toContain('by hand');
    expect(server.requests).toEqual([]);
  });

  test('no deployment at all is misconfigured', async () => {
    const asked = await client([], { kind, model: '' });
    const error = await asked.complete(ASK, never()).catch((thrown: unknown) => thrown);
    expect(troubleOf(error)?.kind).toBe('misconfigured');
    expect(String(error)).toContain('deployment');
  });

  test('its content filter is a refusal', async () => {
    const body = JSON.stringify({
      error: { code: 'content_filter', message: 'The response was filtered.', status: 400 },
    });
    const asked = await client([{ kind: 'status', status: 400, body }], { kind });
    const error = await asked.complete(ASK, never()).catch((thrown: unknown) => thrown);
    expect(troubleOf(error)?.kind).toBe('refused');
    expect(String(error)).toContain('filtered');
  });

  test('the key is in no message, whatever the server echoes', async () => {
    const echo: ServerScript = ({ headers }) => ({
      kind: 'status',
      status: 401,
      body: JSON.stringify({ error: { message: `no access for ${String(headers['api-key'])}` } }),
    });
    const asked = await client(echo, { kind });
    const error = await asked.complete(ASK, never()).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('no access for [key]');
    expect(JSON.stringify(troubleOf(error))).not.toContain(KEY.slice(0, 8));
  });
});

describe('OpenAI-compatible', () => {
  test('stop and top_p are sent when asked for, and a request may ask for no stream', async () => {
    const asked = await client([{ kind: 'reply', text: 'ok' }], {}, (origin) => `${origin}/v1`);
    const reply = await asked.complete({ ...ASK, stop: ['\n\n'], topP: 0.5, stream: false }, never());
    expect(server.requests[0]?.body).toEqual({ model: 'm', stop: ['\n\n'], top_p: 0.5, messages: ASK.messages });
    expect(reply).not.toHaveProperty('streamed');
  });

  test.each([
    [{ id: 'a', max_model_len: 4096 }, 4096],
    [{ id: 'a', context_length: 131_072 }, 131_072],
    [{ id: 'a', loaded_context_length: 2048, max_context_length: 8192 }, 2048],
    [{ id: 'a', meta: { n_ctx_train: 32_768 } }, 32_768],
    [{ id: 'a' }, undefined],
  ])('the model %j has a context of %s tokens', async (model, length) => {
    server = await startModelServer([], { models: [model] });
    const { profile } = parseProfile({ baseUrl: server.url });
    expect((await createClient(profile!).models(never()))[0]?.contextLength).toBe(length);
  });

  test('usage with reasoning and cached tokens is read', async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 20,
      prompt_tokens_details: { cached_tokens: 64 },
      completion_tokens_details: { reasoning_tokens: 15 },
    };
    const body = { model: 'x', choices: [{ message: { content: 'ok' }, finish_reason: 'stop' }], usage };
    const asked = await client([{ kind: 'json', body }], {}, (origin) => `${origin}/v1`);
    const figures = { inputTokens: 100, outputTokens: 20, reasoningTokens: 15, cachedInputTokens: 64 };
    expect((await asked.complete(ASK, never())).usage).toEqual(figures);
  });
});
