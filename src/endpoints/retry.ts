import type { EndpointError, EndpointTrouble } from './errors.ts';

/** How often and how long to try again. */
export interface RetryPolicy {
  /** Retries after the first request; 0 for none. */
  readonly retries: number;
  /** First wait without a Retry-After, doubled each time. */
  readonly baseMs: number;
  /** Longest wait; a server that asks for more is not waited for, and the trouble says how long it asked. */
  readonly longestMs: number;
}

export const DEFAULT_RETRIES: RetryPolicy = { retries: 3, baseMs: 500, longestMs: 60_000 };

/** Told before each wait. */
export interface RetryNote {
  readonly trouble: EndpointTrouble;
  /** 1 for the wait before the second request. */
  readonly attempt: number;
  readonly waitMs: number;
}

/** Milliseconds to wait before asking again, or null when asking again is no use. `attempt` counts the requests made. */
export function retryWait(trouble: EndpointTrouble, attempt: number, policy: RetryPolicy): number | null {
  if (attempt > policy.retries) return null;
  // A reply that had begun may have been paid for; only a person decides to pay again.
  if (trouble.partial !== undefined) return null;
  const passing =
    trouble.kind === 'rate-limited' ||
    trouble.kind === 'cut' ||
    (trouble.kind === 'server-error' && trouble.status !== 501 && trouble.status !== 505);
  if (!passing) return null;
  const asked =
    trouble.kind === 'rate-limited' || trouble.kind === 'server-error' ? trouble.retryAfterSeconds : undefined;
  const wait = asked === undefined ? policy.baseMs * 2 ** (attempt - 1) : asked * 1000;
  return wait <= policy.longestMs ? wait : null;
}

/**
 * Seconds that the headers ask to wait (`retry-after-ms`, `retry-after` in seconds or as a date), or undefined when they
 * do not say. `now` in milliseconds since 1970.
 */
export function retryAfter(headers: { get(name: string): string | null }, now: number): number | undefined {
  const ms = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (Number.isFinite(ms) && ms >= 0) return ms / 1000;
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return Number.parseFloat(text);
  const date = text === '' ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}

/** Waits, or rejects at once with what `cancelled` makes when the signal is aborted. */
export function pause(ms: number, signal: AbortSignal, cancelled: () => EndpointError): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled());
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      reject(cancelled());
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
