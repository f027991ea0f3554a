import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * A stand-in for an OpenAI-compatible server whose every misbehaviour is scripted. Runs under plain Node, without a
 * test runner: `const server = await startModelServer([{ kind: 'reply', text: 'hi' }])`.
 */

/** Fields that any reply may carry. */
interface ReplyParts {
  readonly text: string;
  readonly reasoning?: string;
  /** Where the reasoning goes; 'tags' writes <think>…</think> into the content. Default: reasoning_content. */
  readonly reasoningField?: 'reasoning_content' | 'reasoning' | 'thinking' | 'tags';
  readonly finishReason?: string;
  /** False leaves the usage out. */
  readonly usage?: boolean;
  /** Pieces that a stream is cut into; default 3. */
  readonly pieces?: number;
}

/** What the server does with one chat request. `reply` streams when the request asks for it, else sends one body. */
export type ServerBehaviour =
  | ({ readonly kind: 'reply' } & ReplyParts)
  /** As reply, with a pause before each piece of the stream. */
  | ({ readonly kind: 'drip'; readonly gapMs: number } & ReplyParts)
  /** As reply, but ignores the asked mode. */
  | ({ readonly kind: 'mode'; readonly stream: boolean; readonly contentType?: string } & ReplyParts)
  /** An HTTP status with a body (an OpenAI-like error object when none is given). */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Accepts the request and never answers. */
  | { readonly kind: 'hang' }
  /** Sends the beginning of a stream, then nothing, with the connection open. */
  | { readonly kind: 'stall'; readonly text: string }
  /** Sends the beginning of a stream, then destroys the connection. */
  | { readonly kind: 'cut'; readonly text: string }
  /** Sends the beginning of a stream and ends it properly, but without finish_reason and [DONE]. */
  | { readonly kind: 'unfinished'; readonly text: string }
  /** Destroys the connection before any answer. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'malformed-sse'; readonly text: string }
  | { readonly kind: 'malformed-json' }
  | { readonly kind: 'html' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'refusal'; readonly text: string }
  /** An error object inside a stream that began well. */
  | { readonly kind: 'error-in-stream'; readonly text: string; readonly message: string }
  /** This JSON as a whole body. */
  | { readonly kind: 'json'; readonly body: unknown; readonly status?: number }
  /** Exactly these bytes. */
  | {
      readonly kind: 'raw';
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly chunks: readonly (string | Uint8Array)[];
      /** How long after them the body ends. */
      readonly endMs?: number;
    };

/** A request as it came in. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The parsed body, or its text when it is not JSON; undefined without a body. */
  readonly body: unknown;
  /** Set when the client dropped the connection before the answer was complete. */
  readonly dropped: Promise<void>;
}

/**
 * A list is played in order and its last element repeats; a function decides by the request and its 0-based number.
 * Only chat requests count.
 */
export type ServerScript =
  | readonly ServerBehaviour[]
  | ((request: SeenRequest, index: number) => ServerBehaviour | Promise<ServerBehaviour>);

export interface ModelServer {
  /** Base URL with /v1. */
  readonly url: string;
  /** All requests so far, `/models` ones included. */
  readonly requests: readonly SeenRequest[];
  /** Connections that were opened so far. */
  connections(): number;
  /** Ends all connections, also hanging ones. */
  close(): Promise<void>;
}

/** Starts the server on a free port of 127.0.0.1. `models` is what `GET /v1/models` lists, names or whole entries. */
export async function startModelServer(
  script: ServerScript,
  options: { readonly models?: readonly (string | object)[]; readonly port?: number } = {},
): Promise<ModelServer> {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let chats = 0;
  let connections = 0;
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const seen = await readRequest(incoming, response);
    requests.push(seen);
    if (seen.path.split('?')[0]?.endsWith('/models') === true) {
      const models = options.models ?? ['test-model'];
      const data = models.map((one) => (typeof one === 'string' ? { id: one, object: 'model' } : one));
      sendJson(response, 200, { object: 'list', data });
      return;
    }
    const index = chats;
    chats += 1;
    const behaviour =
      typeof script === 'function' ? await script(seen, index) : script[Math.min(index, script.length - 1)];
    await behave(behaviour ?? { kind: 'empty' }, seen, response);
  };
  const server = createServer((incoming, response) => {
    handle(incoming, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function readRequest(incoming: IncomingMessage, response: ServerResponse): Promise<SeenRequest> {
  const dropped = new Promise<void>((resolve) => {
    response.on('close', () => {
      if (!response.writableFinished) resolve();
    });
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const text = Buffer.concat(chunks).toString('utf8');
  let body: unknown = text === '' ? undefined : text;
  try {
    if (text !== '') body = JSON.parse(text);
  } catch {
    // Kept as text.
  }
  return { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body, dropped };
}

async function behave(behaviour: ServerBehaviour, request: SeenRequest, response: ServerResponse): Promise<void> {
  switch (behaviour.kind) {
    case 'reply':
      return wantsStream(request) ? stream(response, behaviour) : sendJson(response, 200, bodyOf(behaviour));
    case 'drip':
      return stream(response, behaviour, { gapMs: behaviour.gapMs });
    case 'mode':
      if (behaviour.stream) return stream(response, behaviour, contentType(behaviour.contentType));
      return sendJson(response, 200, bodyOf(behaviour), behaviour.contentType);
    case 'status': {
      const body = behaviour.body ?? JSON.stringify({ error: { message: `status ${behaviour.status}`, type: 'test' } });
      response.writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers }).end(body);
      return;
    }
    case 'hang':
      return;
    case 'stall':
      response.writeHead(200, SSE);
      response.write(event(delta({ content: behaviour.text })));
      return;
    case 'cut':
      response.writeHead(200, SSE);
      response.write(event(delta({ content: behaviour.text })), () => setImmediate(() => response.destroy()));
      return;
    case 'unfinished':
      response.writeHead(200, SSE).end(event(delta({ content: behaviour.text })));
      return;
    case 'reset':
      response.destroy();
      return;
    case 'malformed-sse':
      response.writeHead(200, SSE).end(`${event(delta({ content: behaviour.text }))}data: {"choices": [{"del\n\n`);
      return;
    case 'malformed-json':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [{"message": {"content": "hal');
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
      return;
    case 'empty':
      return wantsStream(request) ? stream(response, { text: '' }) : sendJson(response, 200, bodyOf({ text: '' }));
    case 'refusal':
      return refuse(request, response, behaviour.text);
    case 'error-in-stream':
      response.writeHead(200, SSE);
      response.end(
        event(delta({ content: behaviour.text })) + event({ error: { message: behaviour.message, code: 502 } }),
      );
      return;
    case 'json':
      return sendJson(response, behaviour.status ?? 200, behaviour.body);
    case 'raw':
      response.writeHead(behaviour.status ?? 200, { ...SSE, ...behaviour.headers });
      for (const chunk of behaviour.chunks) await new Promise<void>((done) => response.write(chunk, () => done()));
      if (behaviour.endMs !== undefined) await new Promise((resolve) => setTimeout(resolve, behaviour.endMs));
      response.end();
  }
}

const SSE = { 'content-type': 'text/event-stream' };
const PAGE = '<!doctype html><html><head><title>Welcome to nginx!</title></head><body><h1>It works</h1></body></html>';

function wantsStream(request: SeenRequest): boolean {
  const { body } = request;
  return typeof body === 'object' && body !== null && 'stream' in body && body.stream === true;
}

function contentType(type: string | undefined): { type?: string } {
  return type === undefined ? {} : { type };
}

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function delta(fields: Readonly<Record<string, unknown>>, finish: string | null = null): unknown {
  const choices = [{ index: 0, delta: fields, finish_reason: finish }];
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'test-model', choices };
}

function usageOf(parts: ReplyParts): Record<string, unknown> {
  if (parts.usage === false) return {};
  const completion = Math.ceil(parts.text.length / 4);
  return { usage: { prompt_tokens: 10, completion_tokens: completion, total_tokens: 10 + completion } };
}

function withTags(parts: ReplyParts): string {
  const tagged = parts.reasoningField === 'tags' && parts.reasoning !== undefined;
  return tagged ? `<think>\n${parts.reasoning}\n</think>\n\n${parts.text}` : parts.text;
}

function reasoningFields(parts: ReplyParts): Record<string, unknown> {
  if (parts.reasoning === undefined || parts.reasoningField === 'tags') return {};
  return { [parts.reasoningField ?? 'reasoning_content']: parts.reasoning };
}

function bodyOf(parts: ReplyParts): unknown {
  const message = { role: 'assistant', content: withTags(parts), ...reasoningFields(parts) };
  const choices = [{ index: 0, message, finish_reason: parts.finishReason ?? 'stop' }];
  return { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'test-model', choices, ...usageOf(parts) };
}

function sendJson(response: ServerResponse, status: number, body: unknown, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}

async function stream(
  response: ServerResponse,
  parts: ReplyParts,
  how: { readonly gapMs?: number; readonly type?: string } = {},
): Promise<void> {
  response.writeHead(200, { 'content-type': how.type ?? 'text/event-stream', 'cache-control': 'no-cache' });
  response.write(event(delta({ role: 'assistant', content: '' })));
  const thought = reasoningFields(parts);
  if (Object.keys(thought).length > 0) response.write(event(delta(thought)));
  for (const piece of cutInto(withTags(parts), parts.pieces ?? 3)) {
    if (how.gapMs !== undefined) await new Promise((resolve) => setTimeout(resolve, how.gapMs));
    if (response.destroyed) return;
    response.write(event(delta({ content: piece })));
  }
  response.write(event(delta({}, parts.finishReason ?? 'stop')));
  if (parts.usage !== false) response.write(event({ object: 'chat.completion.chunk', choices: [], ...usageOf(parts) }));
  response.end('data: [DONE]\n\n');
}

function cutInto(text: string, pieces: number): readonly string[] {
  const size = Math.max(1, Math.ceil(text.length / Math.max(1, pieces)));
  const out: string[] = [];
  for (let at = 0; at < text.length; at += size) out.push(text.slice(at, at + size));
  return out;
}

function refuse(request: SeenRequest, response: ServerResponse, text: string): void {
  if (wantsStream(request)) {
    response.writeHead(200, SSE);
    response.end(`${event(delta({ refusal: text }))}${event(delta({}, 'stop'))}data: [DONE]\n\n`);
    return;
  }
  const message = { role: 'assistant', content: null, refusal: text };
  sendJson(response, 200, { model: 'test-model', choices: [{ index: 0, message, finish_reason: 'stop' }] });
}
