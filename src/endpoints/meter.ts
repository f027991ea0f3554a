import { type Cost, estimateCost, type Prices, type TokenAmounts } from './cost.ts';

/** Money and tokens spent on an endpoint so far. */
export interface Spending {
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In the currency of the prices; 0 without prices. */
  readonly amount: number;
  /** Requests whose tokens the server did not report, so that they are estimated. */
  readonly estimatedRequests: number;
}

/** A request that is counted but not yet done. */
export interface Reservation {
  /** Counts what the request really took and gives its cost, undefined without prices. */
  settle(tokens: TokenAmounts, estimated: boolean): Cost | undefined;
  /** Counts nothing: the request was not answered, so it is not paid for. */
  release(): void;
}

/** Keeps the account of an endpoint. */
export interface SpendMeter {
  readonly limit: number | undefined;
  spending(): Spending;
  /**
   * Sets the estimated cost of a request aside until it is settled, so that requests at the same time cannot pass the limit
   * together. Null when spent, set aside and this one together pass the limit: the request must not be sent.
   */
  reserve(estimate: TokenAmounts): Reservation | null;
}

/** Sums of floating-point amounts may pass the limit that they exactly reach by this share of it. */
const ROUNDING = 1e-9;

/** A meter. `before`: what was spent earlier and counts against the limit, for example by a batch that is resumed. */
export function createMeter(prices: Prices | undefined, limit: number | undefined, before = 0): SpendMeter {
  const sum = { requests: 0, inputTokens: 0, outputTokens: 0, amount: before, estimatedRequests: 0 };
  let reserved = 0;
  return {
    limit,
    spending: () => ({ ...sum }),
    reserve(estimate) {
      const cost = prices === undefined ? 0 : estimateCost(estimate, prices);
      const free =
        prices === undefined || limit === undefined || sum.amount + reserved + cost <= limit * (1 + ROUNDING);
      if (!free) return null;
      reserved += cost;
      let open = true;
      const close = (): boolean => {
        const was = open;
        if (open) reserved -= cost;
        open = false;
        return was;
      };
      return {
        release: () => void close(),
        settle(tokens, estimated) {
          if (!close()) return undefined;
          sum.requests += 1;
          sum.inputTokens += tokens.inputTokens;
          sum.outputTokens += tokens.outputTokens;
          if (estimated) sum.estimatedRequests += 1;
          if (prices === undefined) return undefined;
          const amount = estimateCost(tokens, prices);
          sum.amount += amount;
          return { amount, estimated };
        },
      };
    },
  };
}
