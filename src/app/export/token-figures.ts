import type { TokenFigures } from './types.ts';

/** Steps of the histogram grow by this factor, so the median is right to about one per cent. */
const STEP = Math.log(1.01);

/** Sums up token counts without keeping them. */
export class TokenSums {
  readonly #buckets = new Map<number, number>();
  #texts = 0;
  #sum = 0;
  #least = Number.POSITIVE_INFINITY;
  #most = 0;

  add(tokens: number): void {
    const bucket = tokens <= 0 ? -1 : Math.round(Math.log(tokens) / STEP);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
    this.#texts += 1;
    this.#sum += tokens;
    this.#least = Math.min(this.#least, tokens);
    this.#most = Math.max(this.#most, tokens);
  }

  figures(): TokenFigures {
    const texts = this.#texts;
    if (texts === 0) return { texts: 0, sum: 0, least: 0, most: 0, mean: 0, median: 0 };
    return {
      texts,
      sum: this.#sum,
      least: this.#least,
      most: this.#most,
      mean: this.#sum / texts,
      median: this.#median(),
    };
  }

  #median(): number {
    let seen = 0;
    for (const [bucket, count] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      seen += count;
      if (seen * 2 < this.#texts) continue;
      const value = bucket < 0 ? 0 : Math.round(Math.exp(bucket * STEP));
      return Math.min(this.#most, Math.max(this.#least, value));
    }
    return this.#most;
  }
}
