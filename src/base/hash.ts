/** Final mixing of a 32-bit lane (the fmix step of the public-domain MurmurHash3). */
function avalanche(lane: number): number {
  let h = lane;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function hex(lane: number): string {
  return lane.toString(16).padStart(8, '0');
}

/**
 * 64-bit hash of a text as 16 lower-case hex digits; the same on every platform and in every version.
 * Works on UTF-16 code units. It notices change; it is no defence against someone who wants two texts with one hash.
 */
export function contentHash(text: string): string {
  return hashOf(text, 0);
}

/** As `contentHash`, of the text without its white space and control characters up to U+0020: texts that differ in nothing else have one hash. */
export function wordsHash(text: string): string {
  return hashOf(text, 0x20);
}

/** Hash of the code units above `skip`, and of all where it is 0. */
function hashOf(text: string, skip: number): string {
  let used = 0;
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit <= skip && skip !== 0) continue;
    used += 1;
    a = Math.imul(a ^ unit, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul((b << 13) | (b >>> 19), 5) + Math.imul(unit ^ 0x5bd1, 0xcc9e2d51);
  }
  const first = avalanche(a ^ used);
  const second = avalanche(b + Math.imul(first, 0x1b873593));
  return hex(avalanche(first ^ second)) + hex(second);
}
