import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Merger } from '../../../src/core/tokens/bpe/merger.ts';
import { ABSENT, TABLE_SLACK } from '../../../src/core/tokens/bpe/piece-table.ts';
import { RankHeap } from '../../../src/core/tokens/bpe/rank-heap.ts';
import { readRanks } from '../../../src/core/tokens/bpe/read-ranks.ts';

/** Rank data of a made-up vocabulary: "a", "b", then their merges in the order given. */
function ranksOf(tokens: readonly string[]): string {
  return `! 0 ${tokens.map((token) => Buffer.from(token).toString('base64')).join(' ')}`;
}

function buffer(text: string): { readonly bytes: Uint8Array; readonly view: DataView; readonly length: number } {
  const utf8 = Buffer.from(text);
  const bytes = new Uint8Array(utf8.length + TABLE_SLACK);
  bytes.set(utf8);
  return { bytes, view: new DataView(bytes.buffer), length: utf8.length };
}

/** The definition: join the leftmost pair of the lowest rank until none has a rank. */
function mergedEnds(tokens: readonly string[], text: string): number[] {
  const parts = [...text];
  for (;;) {
    const ranks = parts.slice(1).map((part, i) => tokens.indexOf(`${parts[i]}${part}`));
    const known = ranks.filter((rank) => rank >= 0);
    if (known.length === 0) break;
    const at = ranks.indexOf(Math.min(...known));
    parts.splice(at, 2, `${parts[at]}${parts[at + 1]}`);
  }
  let end = 0;
  return parts.map((part) => {
    end += part.length;
    return end;
  });
}

describe('the merger', () => {
  const vocabulary = fc
    .uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 2, maxLength: 6 }), { maxLength: 25 })
    .map((merges) => ['a', 'b', 'c', ...merges]);

  it.each([
    ['short pieces', 1, 128],
    ['long pieces', 129, 300],
  ])('gives the tokens of the definition for %s', (_name, minLength, maxLength) => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength, maxLength });
    fc.assert(
      fc.property(vocabulary, piece, (tokens, text) => {
        const { bytes, view, length } = buffer(text);
        const ends: number[] = [];
        const count = new Merger(readRanks(ranksOf(tokens))).merge(bytes, view, 0, length, ends);
        expect(ends).toEqual(mergedEnds(tokens, text));
        expect(count).toBe(ends.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the heap of ranks', () => {
  it('gives the lowest rank first and the leftmost position on a tie', () => {
    const entry = fc.tuple(fc.integer({ min: 0, max: 300_000 }), fc.integer({ min: 0, max: 2 ** 31 }));
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const heap = new RankHeap();
        heap.reset(1);
        for (const [rank, position] of entries) heap.push(rank, position);
        const taken: [number, number][] = [];
        while (heap.size > 0) taken.push([heap.pop(), heap.position]);
        expect(taken).toEqual([...entries].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
      }),
    );
  });

  it('never confuses an absent rank with one', () => {
    expect(ABSENT).toBeGreaterThan(1_000_000);
  });
});
