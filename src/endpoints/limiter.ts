/** How much of an endpoint may be used at once. What is not set is not limited. */
export interface LimiterSettings {
  readonly concurrency: number;
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
}

/** A request that may run. */
export interface Turn {
  /** Has to be called once, whatever came of the request. `tokens`: what it really took; what was asked for when absent. */
  end(tokens?: number): void;
}

/** What the limiter is doing, for progress. */
export interface LimiterState {
  readonly running: number;
  readonly waiting: number;
  /** Milliseconds until requests start again after the server asked for a pause; 0 without one. */
  readonly pausedMs: number;
}

/** Lets requests start no faster than an endpoint allows. */
export interface Limiter {
  /**
   * Resolves when the request may start. Lanes take turns; within a lane the order is kept, so that one rewrite does not
   * wait behind the thousand requests of a batch. Rejects at once with what `refuse` makes of the reason when `signal` is
   * aborted or `refuseWaiting` is called.
   */
  enter(entry: Entry): Promise<Turn>;
  /** Starts nothing for that long; a shorter pause does not shorten a running one. */
  pause(ms: number): void;
  /** Sends away all that wait, since the server asks for a pause of `ms` that nobody waits for. Later requests may try. */
  refuseWaiting(ms: number): void;
  state(): LimiterState;
}

/** A request for a turn. */
export interface Entry {
  /** Tokens of request and reply, estimated. */
  readonly tokens: number;
  /** Any object; one caller's requests share it. */
  readonly lane: object;
  readonly signal: AbortSignal;
  readonly refuse: (reason: Refusal) => Error;
}

/** Why a request got no turn. */
export type Refusal = { readonly kind: 'cancelled' } | { readonly kind: 'paused'; readonly ms: number };

/** Length of the sliding window of the per-minute limits. */
const WINDOW_MS = 60_000;

/** A limiter for one endpoint. Own code and not `p-queue`, which knows neither tokens, nor lanes, nor pauses. */
export function createLimiter(settings: LimiterSettings): Limiter {
  return new SlidingLimiter(settings);
}

interface Waiting {
  readonly entry: Entry;
  readonly start: () => void;
  readonly refuse: (error: Error) => void;
}

/** A started request in the window. */
interface Started {
  readonly at: number;
  tokens: number;
  inWindow: boolean;
}

class SlidingLimiter implements Limiter {
  readonly #settings: LimiterSettings;
  readonly #lanes = new Map<object, Set<Waiting>>();
  /** The waiting by their signal: one listener each, since a signal with thousands of them is slow. */
  readonly #cancels = new Map<AbortSignal, Set<Waiting>>();
  #running = 0;
  #waiting = 0;
  #pausedUntil = 0;
  /** Requests of the last minute, oldest first; kept only when a limit needs it. */
  #started: Started[] = [];
  #tokens = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(settings: LimiterSettings) {
    this.#settings = settings;
  }

  enter(entry: Entry): Promise<Turn> {
    if (entry.signal.aborted) return Promise.reject(entry.refuse({ kind: 'cancelled' }));
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        entry,
        start: () => {
          this.#remove(waiting);
          resolve(this.#begin(entry.tokens));
        },
        refuse: (error) => {
          this.#remove(waiting);
          reject(error);
        },
      };
      this.#add(waiting);
      this.#startWhatMay();
    });
  }

  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + ms);
    this.#startWhatMay();
  }

  refuseWaiting(ms: number): void {
    const all = [...this.#lanes.values()].flatMap((lane) => [...lane]);
    for (const { entry, refuse } of all) refuse(entry.refuse({ kind: 'paused', ms }));
    this.#startWhatMay();
  }

  state(): LimiterState {
    const pausedMs = Math.max(0, this.#pausedUntil - performance.now());
    return { running: this.#running, waiting: this.#waiting, pausedMs };
  }

  #add(waiting: Waiting): void {
    const { lane, signal } = waiting.entry;
    setIn(this.#lanes, lane).add(waiting);
    this.#waiting += 1;
    const cancels = setIn(this.#cancels, signal);
    if (cancels.size === 0) signal.addEventListener('abort', this.#cancel, { once: true });
    cancels.add(waiting);
  }

  #remove(waiting: Waiting): void {
    const { lane, signal } = waiting.entry;
    const requests = this.#lanes.get(lane);
    if (requests?.delete(waiting)) this.#waiting -= 1;
    if (requests?.size === 0) this.#lanes.delete(lane);
    const cancels = this.#cancels.get(signal);
    cancels?.delete(waiting);
    if (cancels?.size !== 0) return;
    this.#cancels.delete(signal);
    signal.removeEventListener('abort', this.#cancel);
  }

  #startWhatMay(): void {
    clearTimeout(this.#timer);
    while (this.#waiting > 0 && this.#running < this.#settings.concurrency) {
      const [lane, requests] = this.#lanes.entries().next().value ?? [];
      const next = requests?.values().next().value;
      if (lane === undefined || requests === undefined || next === undefined) return;
      const wait = this.#waitFor(next.entry.tokens);
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#startWhatMay(), wait);
        return;
      }
      next.start();
      // The lane goes to the end of the row; a map keeps the order of insertion.
      if (this.#lanes.delete(lane) && requests.size > 0) this.#lanes.set(lane, requests);
    }
  }

  #begin(tokens: number): Turn {
    const started: Started = { at: performance.now(), tokens, inWindow: this.#counts() };
    this.#running += 1;
    if (started.inWindow) {
      this.#started.push(started);
      this.#tokens += tokens;
    }
    let ended = false;
    return {
      end: (real = tokens) => {
        if (ended) return;
        ended = true;
        this.#running -= 1;
        if (started.inWindow) this.#tokens += real - started.tokens;
        started.tokens = real;
        this.#startWhatMay();
      },
    };
  }

  readonly #cancel = (): void => {
    const gone = [...this.#cancels].filter(([signal]) => signal.aborted).flatMap(([, requests]) => [...requests]);
    for (const { entry, refuse } of gone) refuse(entry.refuse({ kind: 'cancelled' }));
    this.#startWhatMay();
  };

  #counts(): boolean {
    return this.#settings.requestsPerMinute !== undefined || this.#settings.tokensPerMinute !== undefined;
  }

  /** Milliseconds until a request of that many tokens may start; 0 when it may now. */
  #waitFor(tokens: number): number {
    const now = performance.now();
    if (this.#pausedUntil > now) return Math.ceil(this.#pausedUntil - now);
    this.#forget(now - WINDOW_MS);
    const { requestsPerMinute = Number.POSITIVE_INFINITY, tokensPerMinute = Number.POSITIVE_INFINITY } = this.#settings;
    // One larger than the whole limit starts alone; else it would wait for ever.
    const free = this.#started.length === 0 || this.#tokens + tokens <= tokensPerMinute;
    const oldest = this.#started[0];
    if (oldest === undefined || (this.#started.length < requestsPerMinute && free)) return 0;
    return Math.max(1, Math.ceil(oldest.at + WINDOW_MS - now));
  }

  #forget(before: number): void {
    const first = this.#started.findIndex(({ at }) => at > before);
    const gone = this.#started.splice(0, first < 0 ? this.#started.length : first);
    for (const one of gone) {
      this.#tokens -= one.tokens;
      one.inWindow = false;
    }
  }
}

/** The set of that key, made when there is none. */
function setIn<K, V>(map: Map<K, Set<V>>, key: K): Set<V> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new Set<V>();
  map.set(key, made);
  return made;
}
