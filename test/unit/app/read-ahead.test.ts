import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readAhead } from '../../../src/app/read-ahead.ts';

const bytes = new Uint8Array(3 << 20).map((_, index) => (index * 31 + (index >>> 7)) & 255);

it('gives the bytes that the source gives, in any order of reading', async () => {
  const offset = fc.nat(bytes.length + 10);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(offset, fc.oneof(fc.nat(50), fc.nat(2 << 20))), { maxLength: 20 }),
      async (reads) => {
        const source = readAhead({
          sizeBytes: bytes.length,
          version: '1',
          read: async (start, end) => bytes.subarray(start, end),
        });
        for (const [start, length] of reads) {
          const got = await source.read(start, start + length);
          expect(Buffer.from(got).equals(bytes.subarray(start, start + length))).toBe(true);
        }
      },
    ),
    { numRuns: 50 },
  );
});

it('asks the source once for many small reads in order', async () => {
  let asked = 0;
  const source = readAhead({
    sizeBytes: bytes.length,
    version: '1',
    read: async (start, end) => {
      asked += 1;
      return bytes.subarray(start, end);
    },
  });
  for (let at = 0; at < 1 << 20; at += 1000) await source.read(at, Math.min(at + 1000, 1 << 20));
  expect(asked).toBe(1);
});
