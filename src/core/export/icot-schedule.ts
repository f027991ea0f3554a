/** How fast implicit CoT by stepwise internalization removes reasoning tokens (arXiv 2405.14838). */
export interface RemovalPace {
  /** Tokens removed an epoch, Delta; above 0. */
  readonly delta: number;
  /** Optimizer steps an epoch, T; above 0. */
  readonly stepsPerEpoch: number;
}

/** Length of the official code's table of offsets. */
export const OFFSETS = 100;

/** Tokens that are scheduled to be gone at optimizer step t, s(t) = floor(Delta * t / T). */
export function scheduledRemoval(step: number, { delta, stepsPerEpoch }: RemovalPace): number {
  return Math.max(0, Math.floor((delta * step) / stepsPerEpoch));
}

/**
 * P(o) of removal smoothing for o = 0, 1, ...: proportional to exp(-lambda * o), cut off after `length` values with the rest of the
 * probability on the last one, as the official code does. An infinite lambda removes no token more than scheduled.
 */
export function offsetDistribution(lambda: number, length = OFFSETS): readonly number[] {
  const chances = Array.from({ length }, (_, offset) => (1 - Math.exp(-lambda)) * decay(lambda, offset));
  const sum = chances.reduce((all, chance) => all + chance, 0);
  const last = chances.length - 1;
  return chances.map((chance, offset) => (offset === last ? chance + Math.max(0, 1 - sum) : chance));
}

/** exp(-lambda * offset), also where infinity meets zero. */
function decay(lambda: number, offset: number): number {
  return offset === 0 ? 1 : Math.exp(-lambda * offset);
}

/**
 * How many of a chain's `length` tokens are gone, from the left, when `scheduled` are due and `offset` more were drawn. All are gone
 * once `scheduled` has come to `removeAllBeyond` (39 in the paper's GSM8K runs; infinite for never).
 */
export function removedTokens(
  length: number,
  scheduled: number,
  offset = 0,
  removeAllBeyond = Number.POSITIVE_INFINITY,
): number {
  return scheduled >= removeAllBeyond ? length : Math.min(length, scheduled + offset);
}
