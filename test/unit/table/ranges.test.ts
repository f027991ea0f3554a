import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  between,
  hasPlace,
  type Ranges,
  sizeOf,
  toggled,
  without,
  withPlaces,
} from '../../../src/webview/table/ranges.ts';

describe('chosen ranges', () => {
  it('hold what a set of places would hold, in rising ranges that do not touch', () => {
    const place = fc.integer({ min: 0, max: 30 });
    const change = fc.record({ how: fc.constantFrom('with', 'without', 'toggle'), a: place, b: place });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
        let ranges: Ranges = [];
        const set = new Set<number>();
        for (const { how, a, b } of changes) {
          const range = between(a, b);
          if (how === 'toggle') {
            ranges = toggled(ranges, a);
            if (!set.delete(a)) set.add(a);
          } else {
            ranges = how === 'with' ? withPlaces(ranges, range) : without(ranges, range);
            for (let n = range.from; n < range.to; n += 1)
              if (how === 'with') set.add(n);
              else set.delete(n);
          }
        }
        expect(sizeOf(ranges)).toBe(set.size);
        for (let n = 0; n <= 31; n += 1) expect(hasPlace(ranges, n)).toBe(set.has(n));
        ranges.forEach(({ from, to }, index) => {
          expect(from).toBeLessThan(to);
          expect(from).toBeGreaterThan(ranges[index - 1]?.to ?? -1);
        });
      }),
    );
  });
});
