import type { Cost, Prices, TokenAmounts } from './cost.ts';
import { formatMoney } from './cost.ts';
import { EndpointError, type EndpointTrouble, messageFor } from './errors.ts';
import { type FailureContext, failure, pausedFailure } from './failures.ts';
import { type BodySink, type HttpRequest, send } from './http.ts';
import type { Refusal, Turn } from './limiter.ts';
import type { EndpointLimits } from './limits.ts';
import type { Reservation } from './meter.ts';
import { pause, type RetryNote, type RetryPolicy, retryWait } from './retry.ts';
import type { Fetch } from './types.ts';

/** What all requests of a client have in common. */
export interface SenderOptions {
  readonly fetch: Fetch;
  readonly context: FailureContext;
  readonly limits: EndpointLimits;
  readonly prices: Prices | undefined;
  readonly retries: RetryPolicy;
  /** One lane of the limiter. */
  readonly lane: object;
  readonly onRetry: ((note: RetryNote) => void) | undefined;
}

/** One request with all that is known of its cost. */
export interface Call<T> {
  /** Throws an Error with a message for people, or the `EndpointError` itself, when there is no such request. */
  readonly make: () => HttpRequest;
  readonly sink: () => BodySink<T>;
  readonly signal: AbortSignal;
  /** Tokens that it will probably take. */
  readonly expected: TokenAmounts;
  /** Tokens that it took, and whether that is an estimate. */
  readonly took: (value: T) => { readonly tokens: TokenAmounts; readonly estimated: boolean };
  /** Tokens of a text, for a reply that broke off. */
  readonly count: (text: string) => number;
  readonly retries?: RetryPolicy;
}

/** What came of a call. */
export interface Sent<T> {
  readonly value: T;
  readonly attempts: number;
  readonly cost: Cost | undefined;
}

/**
 * Sends a request within the limits of its endpoint and tries again what is worth it (see retry.ts). Rejects with an
 * `EndpointError` and nothing else. A server that asks for a pause pauses every request of the endpoint.
 */
export async function sendWithin<T>(call: Call<T>, options: SenderOptions): Promise<Sent<T>> {
  const { context, limits } = options;
  const policy = call.retries ?? options.retries;
  const request = made(call.make, context);
  for (let attempt = 1; ; attempt += 1) {
    const { turn, reservation } = await admitted(call, options);
    try {
      const value = await send(request, call.sink(), { fetch: options.fetch, signal: call.signal, context });
      const { tokens, estimated } = call.took(value);
      turn.end(tokens.inputTokens + tokens.outputTokens);
      return { value, attempts: attempt, cost: reservation.settle(tokens, estimated) };
    } catch (thrown) {
      const { trouble } = asEndpointError(thrown, context);
      // The pause comes first: the end of this turn lets the next one start.
      slowDown(trouble, attempt, policy, limits);
      account(trouble, call, turn, reservation);
      const wait = retryWait(trouble, attempt, policy);
      if (wait === null) throw new EndpointError({ ...trouble, attempts: attempt });
      options.onRetry?.({ trouble, attempt, waitMs: wait });
      await pause(wait, call.signal, () => failure('cancelled', context));
    }
  }
}

function made(make: () => HttpRequest, context: FailureContext): HttpRequest {
  try {
    return make();
  } catch (thrown) {
    if (thrown instanceof EndpointError) throw thrown;
    throw failure('misconfigured', context, { said: thrown instanceof Error ? thrown.message : 'unknown' });
  }
}

/** Waits for a turn and sets the money aside. */
async function admitted<T>(
  call: Call<T>,
  options: SenderOptions,
): Promise<{ readonly turn: Turn; readonly reservation: Reservation }> {
  const { context, limits, lane } = options;
  const refuse = (reason: Refusal): Error =>
    reason.kind === 'cancelled' ? failure('cancelled', context) : pausedFailure(reason.ms / 1000, context);
  const tokens = call.expected.inputTokens + call.expected.outputTokens;
  const turn = await limits.limiter.enter({ tokens, lane, signal: call.signal, refuse });
  const reservation = limits.meter.reserve(call.expected);
  if (reservation !== null) return { turn, reservation };
  turn.end(0);
  throw spendLimitFailure(options);
}

function spendLimitFailure({ limits, context, prices }: SenderOptions): EndpointError {
  const limit = limits.meter.limit ?? 0;
  const spent = limits.meter.spending().amount;
  const money = (amount: number): string => formatMoney(amount, prices?.currency);
  const message = messageFor('spend-limit', { host: context.host, spent: money(spent), limit: money(limit) });
  return new EndpointError({ kind: 'spend-limit', spent, limit, message, attempts: 0 });
}

/** Counts a failed request: what had begun to answer, or never ended, is probably billed. */
function account<T>(trouble: EndpointTrouble, call: Call<T>, turn: Turn, reservation: Reservation): void {
  const { partial } = trouble;
  if (partial === undefined && trouble.kind !== 'timeout' && trouble.kind !== 'stalled') {
    turn.end(0);
    reservation.release();
    return;
  }
  const outputTokens = call.count((partial?.text ?? '') + (partial?.reasoning ?? ''));
  turn.end(call.expected.inputTokens + outputTokens);
  reservation.settle({ inputTokens: call.expected.inputTokens, outputTokens }, true);
}

/** Makes the whole endpoint pause as long as the server asks; who waits is sent away when that is too long. */
function slowDown(trouble: EndpointTrouble, attempt: number, policy: RetryPolicy, { limiter }: EndpointLimits): void {
  if (trouble.kind !== 'rate-limited' && trouble.kind !== 'server-error') return;
  const seconds = trouble.retryAfterSeconds;
  if (seconds === undefined && trouble.kind === 'server-error') return;
  const ms = seconds === undefined ? policy.baseMs * 2 ** (attempt - 1) : seconds * 1000;
  if (ms > policy.longestMs) limiter.refuseWaiting(ms);
  else limiter.pause(ms);
}

function asEndpointError(thrown: unknown, context: FailureContext): EndpointError {
  return thrown instanceof EndpointError ? thrown : failure('malformed', context, { said: String(thrown) });
}
