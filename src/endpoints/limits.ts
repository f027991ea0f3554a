import { createLimiter, type Limiter } from './limiter.ts';
import { createMeter, type SpendMeter } from './meter.ts';
import type { EndpointProfile } from './profile.ts';

/** What all clients of one endpoint share. */
export interface EndpointLimits {
  readonly limiter: Limiter;
  readonly meter: SpendMeter;
}

/** The limits that a profile sets. `spentBefore` counts against its spend limit. */
export function createLimits(profile: EndpointProfile, spentBefore = 0): EndpointLimits {
  return {
    limiter: createLimiter(profile),
    meter: createMeter(profile.prices, profile.spendLimit, spentBefore),
  };
}

/** Limits by endpoint, for programs that make a client for each piece of work. */
export interface LimitsPool {
  /** The same limits for the same profile; new ones, with what was spent so far, when its limits or prices changed. */
  for(profile: EndpointProfile): EndpointLimits;
}

/** An empty pool. */
export function createLimitsPool(): LimitsPool {
  const pool = new Map<string, { readonly settings: string; readonly limits: EndpointLimits }>();
  return {
    for(profile) {
      const { concurrency, requestsPerMinute, tokensPerMinute, prices, spendLimit } = profile;
      const settings = JSON.stringify([concurrency, requestsPerMinute, tokensPerMinute, prices, spendLimit]);
      const name = `${profile.id}\n${profile.baseUrl}`;
      const known = pool.get(name);
      if (known?.settings === settings) return known.limits;
      const limits = createLimits(profile, known?.limits.meter.spending().amount ?? 0);
      pool.set(name, { settings, limits });
      return limits;
    },
  };
}
