/** A rolling hash of bytes goes on with `imul(hash, HASH_FACTOR) + byte`, from 0. */
export const HASH_FACTOR = 0x9e3779b1;

/** The rolling hash of `bytes[start..end)`. */
export function hashRange(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, HASH_FACTOR) + bytes[i]!) | 0;
  return hash;
}

/** Spreads a rolling hash over all its bits, so that its upper bits can name a slot. */
export function spreadHash(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
}
