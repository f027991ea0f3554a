import { EndpointError } from './errors.ts';
import { type FailureContext, failure, networkFailure, statusFailure } from './failures.ts';
import { retryAfter } from './retry.ts';
import type { Fetch } from './types.ts';
import { startWatch } from './watch.ts';

/** One HTTP request to an endpoint. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Takes the body of a good answer piece by piece. */
export interface BodySink<T> {
  /** Takes decoded text; true when the reply is complete and the rest of the body does not matter. */
  push(text: string): boolean;
  end(): T;
  /** What has arrived, for the error when the connection fails now. */
  partial(): { readonly text: string; readonly reasoning: string };
}

/** Most characters of a failing answer's body that are read. */
const ERROR_BODY_LIMIT = 64 * 1024;

/*
 * The transport is fetch and not the `openai` package. Tried against the scripted server (version 7.57): the package waits
 * for ever on a stream that stalls (its time limit ends with the headers), takes a stream that just ends, an HTML page and a
 * refusal for good (empty or half) replies, reads OPENAI_ORG_ID and other variables of the environment and sends them to any
 * base URL, adds headers that tell system and runtime, needs a key, and weighs 385 kB minified where this folder, with all
 * protocols, limits and the probe, weighs 50.
 */

/**
 * Sends a request and streams the body of a 2xx answer into `sink`. Every other outcome rejects with an `EndpointError`:
 * other statuses, no connection, total or idle time limit, cut body, cancel (at once, also when fetch never settles).
 * The idle limit runs from the answer's headers on; before them only the total limit does.
 */
export async function send<T>(
  request: HttpRequest,
  sink: BodySink<T>,
  options: { readonly fetch: Fetch; readonly signal: AbortSignal; readonly context: FailureContext },
): Promise<T> {
  const { context } = options;
  const limits = { total: context.timeoutSeconds * 1000, idle: context.idleTimeoutSeconds * 1000 };
  const watch = startWatch(options.signal, limits);
  let started = false;
  let good = false;
  try {
    if (options.signal.aborted) throw failure('cancelled', context);
    const init: RequestInit = { method: request.method, headers: { ...request.headers }, signal: watch.signal };
    if (request.body !== undefined) init.body = request.body;
    const response = await watch.race(options.fetch(request.url, init));
    started = true;
    watch.alive();
    if (!response.ok) throw await refusal(response, watch.race, context);
    await pump(response, sink, watch);
    good = true;
    return sink.end();
  } catch (thrown) {
    throw thrown instanceof EndpointError ? thrown : networkFailure(thrown, started, context, sink.partial());
  } finally {
    watch.end(!good);
  }
}

type Race = <T>(promise: Promise<T>) => Promise<T>;

async function pump<T>(response: Response, sink: BodySink<T>, watch: { race: Race; alive(): void }): Promise<void> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await watch.race(reader.read());
    if (done) break;
    watch.alive();
    if (sink.push(decoder.decode(value, { stream: true }))) {
      drain(reader);
      return;
    }
  }
  sink.push(decoder.decode());
}

/** How long the end of a body may take after the reply in it is complete. */
const DRAIN_MS = 1000;

/**
 * Reads a body to its end without anybody waiting for it, since only then its connection serves the next request; one that
 * does not end soon is dropped.
 */
function drain(reader: ReadableStreamDefaultReader<Uint8Array>): void {
  const drop = (): void => void reader.cancel().catch(() => undefined);
  const timer = setTimeout(drop, DRAIN_MS);
  // A program that has nothing else to do need not wait for it.
  if (typeof timer === 'object') timer.unref();
  const next = async (): Promise<void> => {
    while (!(await reader.read()).done);
  };
  next()
    .catch(() => undefined)
    .finally(() => clearTimeout(timer));
}

async function refusal(response: Response, race: Race, context: FailureContext): Promise<EndpointError> {
  let body = '';
  try {
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    while (reader !== undefined && body.length < ERROR_BODY_LIMIT) {
      const { done, value } = await race(reader.read());
      if (done) break;
      body += decoder.decode(value, { stream: true });
    }
  } catch (thrown) {
    const trouble = networkFailure(thrown, true, context);
    // The status counts more than a cut explanation of it, but a cancel is a cancel.
    if (trouble.trouble.kind === 'cancelled') return trouble;
  }
  return statusFailure(response.status, body, retryAfter(response.headers, Date.now()), context);
}
