/** Why a watched request was stopped. */
export type StopReason = 'cancelled' | 'timeout' | 'stalled';

/** Thrown by `Watch.race` when the request was stopped. */
export class Stopped extends Error {
  readonly reason: StopReason;
  constructor(reason: StopReason) {
    super(reason);
    this.reason = reason;
  }
}

/** Time limits and cancel of one request. */
export interface Watch {
  /** For fetch: aborted when the request is stopped for whatever reason. */
  readonly signal: AbortSignal;
  /** The promise's value, or a `Stopped` rejection as soon as the request is stopped, even if the promise never settles. */
  race<T>(promise: Promise<T>): Promise<T>;
  /** Starts or restarts the idle clock. */
  alive(): void;
  /** Ends all clocks; when `abort`, the connection is dropped too. */
  end(abort: boolean): void;
}

/** Limits in milliseconds; 0 switches one off. */
export interface WatchLimits {
  readonly total: number;
  readonly idle: number;
}

/** Longest delay that timers take; a longer one would fire at once. */
const LONGEST = 2 ** 31 - 1;

/** A watch that starts now. */
export function startWatch(outer: AbortSignal, limits: WatchLimits): Watch {
  const controller = new AbortController();
  let fail: (stop: Stopped) => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Nobody may be racing at the moment of the stop; the rejection must not count as unhandled.
  stopped.catch(() => undefined);
  const stop = (reason: StopReason): void => {
    fail(new Stopped(reason));
    end(true);
  };
  const cancel = (): void => stop('cancelled');
  const total = limits.total > 0 ? setTimeout(() => stop('timeout'), Math.min(limits.total, LONGEST)) : undefined;
  let idle: ReturnType<typeof setTimeout> | undefined;
  const end = (abort: boolean): void => {
    clearTimeout(total);
    clearTimeout(idle);
    outer.removeEventListener('abort', cancel);
    if (abort) controller.abort();
  };
  outer.addEventListener('abort', cancel, { once: true });
  if (outer.aborted) cancel();
  return {
    signal: controller.signal,
    race: (promise) => {
      promise.catch(() => undefined);
      return Promise.race([stopped, promise]);
    },
    alive() {
      clearTimeout(idle);
      if (limits.idle > 0 && !controller.signal.aborted) {
        idle = setTimeout(() => stop('stalled'), Math.min(limits.idle, LONGEST));
      }
    },
    end,
  };
}
