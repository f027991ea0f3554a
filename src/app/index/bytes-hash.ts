function mixed(lane: number): number {
  let h = lane;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Two 32-bit hashes of bytes. They notice change and damage; they are no defence against someone who wants two alike. */
export function bytesHash(bytes: Uint8Array): readonly [number, number] {
  let a = 0x811c9dc5 ^ bytes.length;
  let b = 0x9e3779b9;
  const whole = bytes.length & ~3;
  let i = 0;
  for (; i < whole; i += 4) {
    const word =
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    a = Math.imul(a ^ word, 0x01000193);
    a ^= a >>> 15;
    b = (Math.imul((b << 13) | (b >>> 19), 5) + Math.imul(word ^ 0x5bd1, 0xcc9e2d51)) | 0;
  }
  for (; i < bytes.length; i += 1) {
    a = Math.imul(a ^ (bytes[i] as number), 0x01000193);
    b = (Math.imul((b << 13) | (b >>> 19), 5) + (bytes[i] as number)) | 0;
  }
  const first = mixed(a);
  return [first, mixed(b ^ first)];
}

/** Numbers as one hash of 16 hex digits. */
export function joinHashes(numbers: readonly number[]): string {
  const text = new Float64Array(numbers);
  return bytesHash(new Uint8Array(text.buffer))
    .map((lane) => lane.toString(16).padStart(8, '0'))
    .join('');
}
