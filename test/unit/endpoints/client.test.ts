import { afterEach, describe, expect, test } from 'vitest';
import { type ClientOptions, createClient } from '../../../src/endpoints/client.ts';
import { type EndpointTrouble, troubleOf } from '../../../src/endpoints/errors.ts';
import { parseProfile } from '../../../src/endpoints/profile.ts';
import type { RetryNote } from '../../../src/endpoints/retry.ts';
import { type ModelServer, type ServerScript, startModelServer } from '../../helpers/model-server.ts';

const KEY = 'my odd/key+with=signs-and-more-9f8e7d';
const ASK = { messages: [{ role: 'user' as const, content: 'Shorten this.' }] };
const FAST = { retries: 3, baseMs: 1, longestMs: 1000 };

let server: ModelServer;
afterEach(() => server.close());

async function client(script: ServerScript, settings: object = {}, options: ClientOptions = {}) {
  server = await startModelServer(script);
  const { profile } = parseProfile({ baseUrl: server.url, model: 'test-model', ...settings });
  return createClient(profile!, { key: KEY, retries: FAST, ...options });
}

async function troubleWith(
  script: ServerScript,
  settings: object = {},
  options: ClientOptions = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<EndpointTrouble> {
  const completer = await client(script, settings, options);
  const outcome = await completer.complete(ASK, signal).then(
    () => 'no error',
    (error: unknown) => error,
  );
  const trouble = troubleOf(outcome);
  if (trouble === undefined) throw new Error(`expected an endpoint error, got ${String(outcome)}`);
  return trouble;
}

const never = (): AbortSignal => new AbortController().signal;

describe('a good reply', () => {
  test.each([true, false])('arrives whole with usage and model (stream: %s)', async (stream) => {
    const completer = await client([{ kind: 'reply', text: 'Hello world, ünïcödé 数' }], { stream });
    expect(await completer.complete(ASK, never())).toEqual({
      text: 'Hello world, ünïcödé 数',
      model: 'test-model',
      finishReason: 'stop',
      usage: { inputTokens: 10, outputTokens: 6 },
      ...(stream ? { streamed: true } : {}),
      attempts: 1,
    });
  });

  test('a stream tells every piece as it comes', async () => {
    const completer = await client([{ kind: 'reply', text: 'abcdef', reasoning: 'hm', pieces: 3 }]);
    const seen: string[] = [];
    await completer.complete(ASK, never(), (delta, kind) => seen.push(`${kind}:${delta}`));
    expect(seen).toEqual(['reasoning:hm', 'text:ab', 'text:cd', 'text:ef']);
  });

  test('nothing is sent that was not asked for', async () => {
    const completer = await client([{ kind: 'reply', text: 'ok' }], { stream: false });
    await completer.complete(ASK, never());
    expect(server.requests[0]?.body).toEqual({ model: 'test-model', messages: ASK.messages });
    expect(server.requests[0]?.path).toBe('/v1/chat/completions');
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    const own = Object.keys(server.requests[0]?.headers ?? {}).filter((name) => name.startsWith('x-'));
    expect(own).toEqual([]);
  });

  test('what was asked for is sent: limits, temperature, extra body fields, headers, and no key where there is none', async () => {
    const settings = {
      temperature: 0.2,
      extraBody: { chat_template_kwargs: { enable_thinking: false } },
      headers: { 'X-Team': 'a', 'api-key': '{key}' },
    };
    const completer = await client([{ kind: 'reply', text: 'ok' }], settings);
    await completer.complete({ ...ASK, maxTokens: 99, seed: 7 }, never());
    expect(server.requests[0]?.body).toEqual({
      model: 'test-model',
      stream: true,
      temperature: 0.2,
      max_tokens: 99,
      seed: 7,
      chat_template_kwargs: { enable_thinking: false },
      messages: ASK.messages,
    });
    expect(server.requests[0]?.headers['api-key']).toBe(KEY);
    expect(server.requests[0]?.headers['x-team']).toBe('a');
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    const keyless = createClient(parseProfile({ baseUrl: server.url }).profile!);
    await keyless.complete(ASK, never());
    expect(server.requests[1]?.headers.authorization).toBeUndefined();
  });

  test.each(['reasoning_content', 'reasoning', 'thinking', 'tags'] as const)(
    'reads reasoning from %s',
    async (field) => {
      for (const stream of [true, false]) {
        const script = [{ kind: 'reply', text: 'short', reasoning: 'let me think', reasoningField: field } as const];
        const completer = await client(script, { stream });
        const reply = await completer.complete(ASK, never());
        expect([reply.text, reply.reasoning]).toEqual(['short', 'let me think']);
        await server.close();
      }
    },
  );

  test('a missing usage is missing, not zero', async () => {
    const completer = await client([{ kind: 'reply', text: 'ok', usage: false }]);
    expect(await completer.complete(ASK, never())).not.toHaveProperty('usage');
  });

  test('a slow drip is no stall', async () => {
    const script = [{ kind: 'drip', gapMs: 60, text: 'abcdefgh', pieces: 8 } as const];
    const completer = await client(script, { idleTimeoutSeconds: 0.3 });
    expect((await completer.complete(ASK, never())).text).toBe('abcdefgh');
  });

  test('the wrong mode or content type is read all the same', async () => {
    const cases = [
      { stream: false, script: { kind: 'mode', stream: true, text: 'ok' } },
      { stream: true, script: { kind: 'mode', stream: false, text: 'ok' } },
      { stream: true, script: { kind: 'mode', stream: true, contentType: 'text/plain', text: 'ok' } },
      { stream: true, script: { kind: 'mode', stream: false, contentType: 'text/html', text: 'ok' } },
    ] as const;
    for (const { stream, script } of cases) {
      const completer = await client([script], { stream });
      expect((await completer.complete(ASK, never())).text).toBe('ok');
      await server.close();
    }
  });

  test('characters and events may be cut anywhere', async () => {
    const bytes = new TextEncoder().encode(
      ': keep alive\r\n\r\ndata: {"choices":[{"delta":{"content":"数é"}}]}\r\n\r\ndata: {"choices":[{"delta":{},"finish_reason":"stop"}]}\r\n\r\ndata: [DONE]',
    );
    const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte));
    const completer = await client([{ kind: 'raw', chunks }]);
    expect((await completer.complete(ASK, never())).text).toBe('数é');
  });

  test('a server that keeps the connection open after [DONE] does not hold the reply', async () => {
    const body = 'data: {"choices":[{"delta":{"content":"ok"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
    const original = globalThis.fetch;
    const completer = await client(
      [],
      {},
      {
        fetch: () =>
          Promise.resolve(
            new Response(new ReadableStream({ start: (c) => c.enqueue(new TextEncoder().encode(body)) })),
          ),
      },
    );
    expect((await completer.complete(ASK, never())).text).toBe('ok');
    expect(globalThis.fetch).toBe(original);
  });

  test('a connection serves the next request, also when its body ends a little after [DONE]', async () => {
    const body = 'data: {"choices":[{"delta":{"content":"ok"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
    const completer = await client([{ kind: 'raw', chunks: [body], endMs: 3 }]);
    for (let i = 0; i < 30; i += 1) await completer.complete(ASK, never());
    expect(server.connections()).toBeLessThan(20);
  });

  test('the model list is read', async () => {
    const completer = await client([]);
    await server.close();
    server = await startModelServer([], { models: ['a/b', 'c'] });
    const { profile } = parseProfile({ baseUrl: `${server.url}/` });
    expect(await createClient(profile!).models(never())).toEqual([{ id: 'a/b' }, { id: 'c' }]);
    expect(completer).toBeDefined();
  });
});

describe('what goes wrong has a kind and a message', () => {
  test.each([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not-found'],
    [400, 'bad-request'],
    [422, 'bad-request'],
    [402, 'no-credit'],
  ] as const)('status %i is %s and is not tried again', async (status, kind) => {
    const trouble = await troubleWith([{ kind: 'status', status }]);
    expect(trouble.kind).toBe(kind);
    expect(trouble.message).toContain(`status ${status}`);
    expect(trouble.message).toContain(`HTTP ${status}`);
    expect(server.requests).toHaveLength(1);
  });

  test('a used-up quota is no rate limit: it is not tried again', async () => {
    const body = JSON.stringify({ error: { code: 'insufficient_quota', message: 'You exceeded your current quota.' } });
    expect((await troubleWith([{ kind: 'status', status: 429, body }])).kind).toBe('no-credit');
    expect(server.requests).toHaveLength(1);
  });

  test('an error inside a stream after text keeps the text and is not paid for twice', async () => {
    const trouble = await troubleWith([
      { kind: 'error-in-stream', text: 'half', message: 'provider is down' },
      { kind: 'reply', text: 'ok' },
    ]);
    expect(trouble).toMatchObject({ kind: 'server-error', status: 502, partial: { text: 'half' } });
    expect(server.requests).toHaveLength(1);
  });

  test('a server error is tried again and then reported with the attempts', async () => {
    const trouble = await troubleWith([{ kind: 'status', status: 500 }]);
    expect(trouble).toMatchObject({ kind: 'server-error', status: 500, attempts: 4 });
    expect(server.requests).toHaveLength(4);
  });

  test('429 waits as long as Retry-After says, tells so, and then succeeds', async () => {
    const notes: RetryNote[] = [];
    const script = [
      { kind: 'status', status: 429, headers: { 'retry-after': '0.05' } },
      { kind: 'reply', text: 'ok' },
    ] as const;
    const completer = await client(script, {}, { onRetry: (note) => notes.push(note) });
    const reply = await completer.complete(ASK, never());
    expect([reply.text, reply.attempts]).toEqual(['ok', 2]);
    expect(notes).toMatchObject([
      { attempt: 1, waitMs: 50, trouble: { kind: 'rate-limited', retryAfterSeconds: 0.05 } },
    ]);
  });

  test('429 with a longer Retry-After than we wait is reported at once with the time', async () => {
    const trouble = await troubleWith([{ kind: 'status', status: 429, headers: { 'retry-after': '3600' } }]);
    expect(trouble).toMatchObject({ kind: 'rate-limited', retryAfterSeconds: 3600, attempts: 1 });
    expect(trouble.message).toContain('3600 s');
  });

  test('a reset connection is tried again', async () => {
    const completer = await client([{ kind: 'reset' }, { kind: 'reply', text: 'ok' }]);
    expect(await completer.complete(ASK, never())).toMatchObject({ text: 'ok', attempts: 2 });
  });

  test('no server at all', async () => {
    const completer = await client([]);
    await server.close();
    const error = await completer.complete(ASK, never()).catch((thrown: unknown) => thrown);
    expect(troubleOf(error)).toMatchObject({ kind: 'unreachable', attempts: 1 });
    expect(String(error)).toMatch(/127\.0\.0\.1:\d+ could not be reached.*ECONNREFUSED/);
  });

  test('a stall in the stream, with what had come', async () => {
    const trouble = await troubleWith([{ kind: 'stall', text: 'half' }], { idleTimeoutSeconds: 0.1 });
    expect(trouble).toMatchObject({ kind: 'stalled', partial: { text: 'half' } });
    await server.requests[0]?.dropped;
  });

  test('a server that never answers runs into the time limit', async () => {
    const trouble = await troubleWith([{ kind: 'hang' }], { timeoutSeconds: 0.1 });
    expect(trouble.kind).toBe('timeout');
    expect(trouble.message).toContain('within 0.1 s');
    await server.requests[0]?.dropped;
  });

  test('a cut connection, with what had come, is not paid for twice', async () => {
    const trouble = await troubleWith([
      { kind: 'cut', text: 'half' },
      { kind: 'reply', text: 'ok' },
    ]);
    expect(trouble).toMatchObject({ kind: 'cut', partial: { text: 'half' } });
    expect(server.requests).toHaveLength(1);
  });

  test('a stream that just ends is cut, too', async () => {
    expect(await troubleWith([{ kind: 'unfinished', text: 'half' }])).toMatchObject({
      kind: 'cut',
      partial: { text: 'half' },
    });
  });

  test.each([
    [{ kind: 'malformed-sse', text: 'half' }, true],
    [{ kind: 'malformed-json' }, false],
    [{ kind: 'html' }, true],
    [{ kind: 'html' }, false],
    [{ kind: 'raw', chunks: ['upstream says no'] }, true],
    [{ kind: 'raw', chunks: ['data: {"hello": 1}\n\n'] }, true],
    [{ kind: 'raw', chunks: ['[1,2]'] }, false],
  ] as const)('%j is malformed', async (behaviour, stream) => {
    const trouble = await troubleWith([behaviour], { stream });
    expect(trouble.kind).toBe('malformed');
    expect(trouble.message).not.toContain('<');
  });

  test('an error inside a stream is the server’s error', async () => {
    const trouble = await troubleWith(
      [{ kind: 'error-in-stream', text: '', message: 'provider is down' }],
      {},
      {
        retries: { ...FAST, retries: 0 },
      },
    );
    expect(trouble.kind).toBe('server-error');
    expect(trouble.message).toContain('provider is down');
  });

  test.each([true, false])('an empty reply (stream: %s)', async (stream) => {
    expect((await troubleWith([{ kind: 'empty' }], { stream })).kind).toBe('empty');
  });

  test('an empty body', async () => {
    expect((await troubleWith([{ kind: 'raw', chunks: [''] }], { stream: false })).kind).toBe('empty');
  });

  test('only reasoning is an empty reply that loses nothing', async () => {
    const trouble = await troubleWith([{ kind: 'reply', text: '', reasoning: 'long thought' }]);
    expect(trouble).toMatchObject({ kind: 'empty', partial: { reasoning: 'long thought' } });
  });

  test.each([true, false])('a refusal with the model’s words (stream: %s)', async (stream) => {
    const trouble = await troubleWith([{ kind: 'refusal', text: 'I cannot help with that.' }], { stream });
    expect(trouble.kind).toBe('refused');
    expect(trouble.message).toContain('I cannot help with that.');
  });

  test('a content filter is a refusal, and a token limit is named', async () => {
    expect((await troubleWith([{ kind: 'reply', text: 'x', finishReason: 'content_filter' }])).kind).toBe('refused');
    await server.close();
    const cut = await troubleWith([{ kind: 'reply', text: 'half a', finishReason: 'length' }]);
    expect(cut).toMatchObject({ kind: 'length', partial: { text: 'half a' } });
  });

  test.each(['nonsense', 'ftp://host/v1', 'http://user:pass@host/v1'])(
    'base URL %s is misconfigured',
    async (baseUrl) => {
      const trouble = await troubleWith([], { baseUrl });
      expect(trouble.kind).toBe('misconfigured');
      expect(trouble.message).not.toContain('pass');
    },
  );
});

describe('cancel', () => {
  test.each([{ kind: 'hang' }, { kind: 'stall', text: 'half' }] as const)('stops at once: %j', async (behaviour) => {
    const controller = new AbortController();
    const script: ServerScript = () => {
      setImmediate(() => controller.abort());
      return behaviour;
    };
    const trouble = await troubleWith(script, {}, {}, controller.signal);
    expect(trouble.kind).toBe('cancelled');
    await server.requests[0]?.dropped;
  });

  test('stops the wait between retries', async () => {
    const controller = new AbortController();
    const script = [{ kind: 'status', status: 429, headers: { 'retry-after': '30' } }] as const;
    const options = { onRetry: () => setImmediate(() => controller.abort()), retries: { ...FAST, longestMs: 60_000 } };
    expect((await troubleWith(script, {}, options, controller.signal)).kind).toBe('cancelled');
    expect(server.requests).toHaveLength(1);
  });

  test('stops also when fetch never settles, and sends nothing when it came before', async () => {
    const controller = new AbortController();
    const hanging = { fetch: () => new Promise<Response>(() => undefined) };
    setImmediate(() => controller.abort());
    expect((await troubleWith([], {}, hanging, controller.signal)).kind).toBe('cancelled');
    await server.close();
    expect((await troubleWith([{ kind: 'reply', text: 'x' }], {}, {}, controller.signal)).kind).toBe('cancelled');
    expect(server.requests).toHaveLength(0);
  });
});

describe('keys never appear', () => {
  const echo: ServerScript = (request) => ({
    kind: 'status',
    status: 401,
    body: JSON.stringify({
      error: { message: `bad key ${String(request.headers.authorization)} for ${request.path}` },
    }),
  });

  test('in messages of servers that echo them', async () => {
    const trouble = await troubleWith(echo);
    expect(trouble.message).toContain('bad key');
    for (let i = 0; i + 8 <= KEY.length; i += 1) expect(trouble.message).not.toContain(KEY.slice(i, i + 8));
  });

  test('when they stand in the query of the base URL or in a header', async () => {
    server = await startModelServer(echo);
    const secret = 'abcdef0123456789';
    const { profile } = parseProfile({
      baseUrl: `${server.url}?api_key=${secret}&api-version=2024-10-21`,
      headers: { Authorization: `Token ${secret}` },
    });
    const error = await createClient(profile!)
      .complete(ASK, never())
      .catch((thrown: unknown) => thrown);
    expect(server.requests[0]?.path).toBe(`/v1/chat/completions?api_key=${secret}&api-version=2024-10-21`);
    expect(JSON.stringify(troubleOf(error))).not.toContain(secret.slice(0, 8));
    expect(String((error as Error).stack)).not.toContain(secret);
  });

  test('when they hold a character that HTTP refuses', async () => {
    const key = 'secret-part-one\nsecret-part-two';
    const trouble = await troubleWith([{ kind: 'reply', text: 'x' }], {}, { key });
    expect(trouble.kind).toBe('misconfigured');
    expect(trouble.message).not.toContain('secret-part');
  });

  test('when fetch itself puts them into its error', async () => {
    const fetch = () => Promise.reject(new TypeError(`cannot send Bearer ${KEY}`));
    expect((await troubleWith([], {}, { fetch })).message).not.toContain(KEY.slice(0, 10));
  });
});
