import type { EndpointProfile } from './profile.ts';

/** Prices of a model. */
export type Prices = NonNullable<EndpointProfile['prices']>;

/** Tokens to be paid for. `cachedInputTokens` are some of the `inputTokens`. */
export interface TokenAmounts {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens?: number;
}

/** Money spent or to be spent. */
export interface Cost {
  /** In the currency of the prices. */
  readonly amount: number;
  /** False when it comes from figures that the server reported. */
  readonly estimated: boolean;
}

/**
 * Cost of that many tokens, in the currency of the prices. Cached input costs its own price where one is given, else the
 * full one. What a service asks for writing its cache is not in it.
 */
export function estimateCost(tokens: TokenAmounts, prices: Prices): number {
  const cached = Math.min(tokens.cachedInputTokens ?? 0, tokens.inputTokens);
  const fresh = tokens.inputTokens - cached;
  const input = fresh * prices.input + cached * (prices.cachedInput ?? prices.input);
  return (input + tokens.outputTokens * prices.output) / 1_000_000;
}

/**
 * An amount for people: two decimals from 1 on, two significant digits below ("$12.30", "$0.0042", "less than $0.000001").
 * `currency` is an ISO 4217 code; another text is put before the number as it stands.
 */
export function formatMoney(amount: number, currency = 'USD'): string {
  if (amount > 0 && amount < 0.000001) return `less than ${formatMoney(0.000001, currency)}`;
  const digits =
    amount >= 1 || amount === 0
      ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
      : { minimumSignificantDigits: 2, maximumSignificantDigits: 2 };
  if (!/^[A-Z]{3}$/.test(currency)) return `${currency} ${new Intl.NumberFormat('en', digits).format(amount)}`;
  return new Intl.NumberFormat('en', { style: 'currency', currency, ...digits }).format(amount);
}
