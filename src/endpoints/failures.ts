import type { JsonValue } from '../base/json.ts';
import {
  type Ability,
  EndpointError,
  type EndpointTrouble,
  messageFor,
  type PartialReply,
  type TroubleFacts,
} from './errors.ts';
import { quoteServer } from './redact.ts';
import { type ServerError, serverErrorOf } from './reply.ts';
import { Stopped } from './watch.ts';

/** What every message about one endpoint needs: names to show and secrets to hide. */
export interface FailureContext {
  readonly host: string;
  readonly model: string;
  readonly secrets: readonly string[];
  readonly timeoutSeconds: number;
  readonly idleTimeoutSeconds: number;
}

type SimpleKind = Exclude<
  EndpointTrouble['kind'],
  'unauthorized' | 'no-credit' | 'not-found' | 'rate-limited' | 'bad-request' | 'unsupported' | 'spend-limit'
>;

/** An error without a status. `said` is raw; it is quoted and redacted here. */
export function failure(
  kind: SimpleKind,
  context: FailureContext,
  more: { said?: string; partial?: PartialReply; seconds?: number } = {},
): EndpointError {
  const facts: TroubleFacts = {
    host: context.host,
    model: context.model,
    ...(more.said === undefined ? {} : { said: quoteServer(more.said, context.secrets) }),
    ...(more.seconds === undefined ? {} : { seconds: more.seconds }),
  };
  const partial =
    more.partial !== undefined && (more.partial.text || more.partial.reasoning) ? more.partial : undefined;
  return new EndpointError({ kind, message: messageFor(kind, facts), ...(partial === undefined ? {} : { partial }) });
}

/** The error for something that the server cannot do in any known way. */
export function unsupported(ability: Ability, context: FailureContext): EndpointError {
  const message = messageFor('unsupported', { host: context.host, ability });
  return new EndpointError({ kind: 'unsupported', ability, message });
}

/** The error for requests that wait while the server asks for a longer pause than anybody waits for. */
export function pausedFailure(retryAfterSeconds: number, context: FailureContext): EndpointError {
  const facts = { host: context.host, seconds: Math.ceil(retryAfterSeconds) };
  const message = messageFor('rate-limited', facts);
  return new EndpointError({ kind: 'rate-limited', status: 429, retryAfterSeconds, message, attempts: 0 });
}

/** The error for an answer with that HTTP status. */
export function statusFailure(
  status: number,
  body: string,
  retryAfterSeconds: number | undefined,
  context: FailureContext,
): EndpointError {
  const said = quoteServer(wordsOfBody(body), context.secrets);
  if (status === 400 && /"(?:content_filter|ResponsibleAIPolicyViolation)"/.test(body)) {
    return failure('refused', context, { said });
  }
  const facts: TroubleFacts = { host: context.host, model: context.model, said };
  const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  if (status === 402 || (status === 429 && /"insufficient_quota"/.test(body))) {
    return statusError('no-credit', status, facts);
  }
  if (status === 401 || status === 403) return statusError('unauthorized', status, facts);
  if (status === 404 || status === 405) return statusError('not-found', status, facts);
  if (status === 429) {
    const seconds = retryAfterSeconds === undefined ? {} : { seconds: Math.ceil(retryAfterSeconds) };
    const message = messageFor('rate-limited', { ...facts, ...seconds });
    return new EndpointError({ kind: 'rate-limited', status, message, ...wait });
  }
  if (status >= 500 || status === 408) {
    const message = `${messageFor('server-error', facts)} (HTTP ${status})`;
    return new EndpointError({ kind: 'server-error', status, message, ...wait });
  }
  return statusError('bad-request', status, facts);
}

function statusError(
  kind: 'unauthorized' | 'no-credit' | 'not-found' | 'bad-request',
  status: number,
  facts: TroubleFacts,
): EndpointError {
  return new EndpointError({ kind, status, message: `${messageFor(kind, facts)} (HTTP ${status})` });
}

/** The error for an error object inside a body or stream that came with status 200. */
export function inBandFailure(error: ServerError, context: FailureContext, partial: PartialReply): EndpointError {
  const status = error.status;
  if (status !== undefined && status >= 400 && status < 600) {
    const { trouble } = statusFailure(status, error.message, undefined, context);
    // Text that came before the error may have been paid for, so it is kept and nothing is asked again.
    return new EndpointError(partial.text || partial.reasoning ? { ...trouble, partial } : trouble);
  }
  return failure('server-error', context, { said: error.message, partial });
}

/** What a failing server wants to say: the message inside its JSON, a page's title, or the plain body. */
export function wordsOfBody(body: string): string {
  try {
    const error = serverErrorOf(JSON.parse(body) as JsonValue);
    if (error !== undefined) return error.message;
  } catch {
    // Not JSON: the words are the body itself.
  }
  const title = /<title[^<>]{0,200}>([^<]{1,300})/i.exec(body.slice(0, 20_000))?.[1];
  return title ?? body;
}

const RESETS = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);
const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/** The error for whatever fetch or a body reader threw. `started`: the answer's headers had come. */
export function networkFailure(
  thrown: unknown,
  started: boolean,
  context: FailureContext,
  partial?: PartialReply,
): EndpointError {
  if (thrown instanceof EndpointError) return thrown;
  const more = partial === undefined ? {} : { partial };
  if (thrown instanceof Stopped) {
    const seconds =
      thrown.reason === 'timeout'
        ? { seconds: context.timeoutSeconds }
        : thrown.reason === 'stalled'
          ? { seconds: context.idleTimeoutSeconds }
          : {};
    return failure(thrown.reason, context, { ...more, ...seconds });
  }
  if (thrown instanceof RangeError) return failure('malformed', context, { ...more, said: thrown.message });
  const codes = codesOf(thrown);
  if (codes.some((code) => TIMEOUTS.has(code)) && !codes.includes('UND_ERR_CONNECT_TIMEOUT')) {
    return failure('timeout', context, more);
  }
  if (started || codes.some((code) => RESETS.has(code))) return failure('cut', context, more);
  const code = codes[0];
  const error = failure('unreachable', context, more);
  return code === undefined ? error : new EndpointError({ kind: 'unreachable', message: `${error.message} (${code})` });
}

/** Error codes along the chain of causes, outermost first. */
function codesOf(thrown: unknown): readonly string[] {
  const codes: string[] = [];
  let error: unknown = thrown;
  for (let depth = 0; depth < 5 && typeof error === 'object' && error !== null; depth += 1) {
    const code = 'code' in error ? error.code : undefined;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code)) codes.push(code);
    const inner: unknown = 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : undefined;
    error = inner ?? ('cause' in error ? error.cause : undefined);
  }
  return codes;
}
