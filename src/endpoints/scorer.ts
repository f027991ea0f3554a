import type { JsonValue } from '../base/json.ts';
import { alignTokens } from './align-tokens.ts';
import { type EndpointTroubleKind, troubleOf } from './errors.ts';
import { type FailureContext, failure, unsupported } from './failures.ts';
import { SCORING_WAYS } from './scoring/registry.ts';
import type { ScoringWay } from './scoring/types.ts';
import type { Scored, Scorer } from './types.ts';

/** Sends one request of a way and gives the answer's JSON; null when the protocol has no such path. */
export type AskWay = (way: ScoringWay, prompt: string, text: string, signal: AbortSignal) => Promise<JsonValue | null>;

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
  let found: ScoringWay | null | undefined;

  const scoreBy = async (way: ScoringWay, prompt: string, text: string, signal: AbortSignal): Promise<Scored> => {
    const answer = await ask(way, prompt, text, signal);
    const told = answer === null ? undefined : way.read(answer, prompt, text);
    if (told === undefined) throw failure('malformed', context, { said: 'no log-probabilities of the prompt' });
    const start = told.target.startsWith(prompt + text) ? prompt.length : told.target.length - text.length;
    const tokens = alignTokens(told.tokens, told.target, start, start + text.length);
    if (tokens === null) throw failure('malformed', context, { said: 'the scored tokens are not those of the text' });
    return { tokens, way: way.id, ...(told.usage === undefined ? {} : { usage: told.usage }) };
  };

  const way = async (signal: AbortSignal): Promise<ScoringWay | null> => {
    if (found !== undefined) return found;
    for (const one of SCORING_WAYS) {
      try {
        const { tokens } = await scoreBy(one, TRIAL.prompt, TRIAL.text, signal);
        if (tokens.length > 0) {
          found = one;
          return one;
        }
      } catch (error) {
        const trouble = troubleOf(error);
        if (trouble === undefined || !NOT_THIS_WAY.has(trouble.kind)) throw error;
      }
    }
    found = null;
    return null;
  };

  return {
    way,
    async score(prompt, text, signal) {
      const one = await way(signal);
      if (one === null) throw unsupported('scoring', context);
      return text === '' ? { tokens: [], way: one.id } : scoreBy(one, prompt, text, signal);
    },
  };
}
