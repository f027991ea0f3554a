import type { JsonValue } from '../base/json.ts';
import { alignTokens } from './align-tokens.ts';
import { type EndpointTroubleKind, troubleOf } from './errors.ts';
import { type FailureContext, failure, unsupported } from './failures.ts';
import { SCORING_WAYS } from './scoring/registry.ts';
import type { ScoringWay } from './scoring/types.ts';
import type { Scored, Scorer } from './types.ts';

/** A text to be scored in one way. */
export interface WayQuestion {
  readonly way: ScoringWay;
  readonly prompt: string;
  readonly text: string;
  readonly signal: AbortSignal;
  /** It is to find out whether the server knows the way, so a failure is an answer and is not tried again. */
  readonly trial: boolean;
}

/** Sends one request and gives the answer's JSON; null when the protocol has no such path. */
export type AskWay = (question: WayQuestion) => Promise<JsonValue | null>;

/** A scorer that finds out how its server scores. */
export interface FindingScorer extends Scorer {
  /** The way that works, found with a tiny text at the first call; null when none does. Rejects like `score`. */
  way(signal: AbortSignal): Promise<ScoringWay | null>;
}

/** Ends of a try that say that the server does not know this way, and not that it is in trouble. */
const NOT_THIS_WAY = new Set<EndpointTroubleKind>(['bad-request', 'not-found', 'server-error', 'malformed', 'empty']);

/** What is scored to find the way. */
export const TRIAL = { prompt: '2 + 2 =', text: ' 4, and 3 + 3 = 6' } as const;

/** A scorer over `ask`. What it found out is kept for its lifetime, a failure of the server is not. */
export function createScorer(ask: AskWay, context: FailureContext): FindingScorer {
  return new EndpointScorer(ask, context);
}

class EndpointScorer implements FindingScorer {
  readonly #ask: AskWay;
  readonly #context: FailureContext;
  #found: ScoringWay | null | undefined;
  #finding: Promise<ScoringWay | null> | undefined;

  constructor(ask: AskWay, context: FailureContext) {
    this.#ask = ask;
    this.#context = context;
  }

  async score(prompt: string, text: string, signal: AbortSignal): Promise<Scored> {
    const way = await this.way(signal);
    if (way === null) throw unsupported('scoring', this.#context);
    return text === '' ? { tokens: [], way: way.id } : this.#scoreBy({ way, prompt, text, signal, trial: false });
  }

  async way(signal: AbortSignal): Promise<ScoringWay | null> {
    for (;;) {
      if (this.#found !== undefined) return this.#found;
      const others = this.#finding;
      if (others === undefined) {
        this.#finding = this.#find(signal).finally(() => {
          this.#finding = undefined;
        });
        return this.#finding;
      }
      try {
        return await orCancelled(others, signal, () => failure('cancelled', this.#context));
      } catch (error) {
        // Somebody else has given up, which says nothing of the server.
        if (signal.aborted || troubleOf(error)?.kind !== 'cancelled') throw error;
      }
    }
  }

  async #find(signal: AbortSignal): Promise<ScoringWay | null> {
    for (const way of SCORING_WAYS) {
      try {
        const { tokens } = await this.#scoreBy({ way, ...TRIAL, signal, trial: true });
        if (tokens.length > 0) {
          this.#found = way;
          return way;
        }
      } catch (error) {
        const trouble = troubleOf(error);
        if (trouble === undefined || !NOT_THIS_WAY.has(trouble.kind)) throw error;
      }
    }
    this.#found = null;
    return null;
  }

  async #scoreBy(question: WayQuestion): Promise<Scored> {
    const { way, prompt, text } = question;
    const answer = await this.#ask(question);
    const told = answer === null ? undefined : way.read(answer, prompt, text);
    if (told === undefined) throw failure('malformed', this.#context, { said: 'no log-probabilities of the prompt' });
    const start = told.target.startsWith(prompt + text) ? prompt.length : told.target.length - text.length;
    const tokens = alignTokens(told.tokens, told.target, start, start + text.length);
    if (tokens === null) {
      throw failure('malformed', this.#context, { said: 'the scored tokens are not those of the text' });
    }
    return { tokens, way: way.id, ...(told.usage === undefined ? {} : { usage: told.usage }) };
  }
}

/** The promise's value, or at once what `cancelled` makes when the signal is aborted. */
function orCancelled<T>(promise: Promise<T>, signal: AbortSignal, cancelled: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(cancelled());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
