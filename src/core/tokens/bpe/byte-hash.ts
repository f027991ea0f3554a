const FACTOR = 0x9e3779b1;

/** One step of the rolling hash: `hash` of the bytes so far, then `byte`. The hash of one byte is the byte itself. */
export function rollHash(hash: number, byte: number): number {
  return (Math.imul(hash, FACTOR) + byte) | 0;
}

/** The rolling hash of `bytes[start..end)`. */
export function hashRange(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, FACTOR) + bytes[i]!) | 0;
  return hash;
}

/** Spreads a rolling hash over all its bits, so that its upper bits can name a slot. */
export function spreadHash(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
}
