import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CorpusIndex, createCorpusIndexer } from '../../../src/core/jsonl/byte-index.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function indexOf(bytes: Uint8Array, shorter?: CorpusIndex): CorpusIndex {
  const indexer = createCorpusIndexer(shorter);
  indexer.push(shorter?.resume ? bytes.subarray(shorter.resume.offset) : bytes);
  return indexer.end();
}

const pieces = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  '\n',
  '\r\n',
  '\r',
  ' ',
  'a',
  'é',
  '{"a":1}',
  '{"a":1}\n',
  '[1]\n',
  '\ufeff',
];

describe('the index of a file that grew', () => {
  it('equals the index of the whole file, wherever it was cut', () => {
    let resumed = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), fc.nat(80), (parts, cut) => {
        const bytes = bytesOf(parts.join(''));
        const shorter = indexOf(bytes.subarray(0, cut));
        if (shorter.resume === null) return;
        resumed += 1;
        expect(indexOf(bytes, shorter)).toEqual(indexOf(bytes));
      }),
      { numRuns: 3000 },
    );
    expect(resumed).toBeGreaterThan(500);
  });

  it('finds the same line feeds in a Buffer, which looks for them natively, as in plain bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
        expect(indexOf(Buffer.from(parts.join('')))).toEqual(indexOf(bytesOf(parts.join(''))));
      }),
    );
  });

  it('goes on in a line that was cut, and counts lines from there', () => {
    const shorter = indexOf(bytesOf('{"a":1}\n\n{"b"'));
    expect([shorter.count, shorter.resume]).toEqual([2, { offset: 9, line: 3 }]);
    const whole = indexOf(bytesOf('{"a":1}\n\n{"b":2}\n{"c":3}\n'), shorter);
    expect([...whole.startBytes]).toEqual([0, 9, 17]);
    expect([...whole.lines]).toEqual([1, 3, 4]);
  });

  it('reads arrays and single values from their start', () => {
    for (const text of ['[1,2,\n3]', '{\n"a":1', '', '{"a":1}']) expect(indexOf(bytesOf(text)).resume).toBeNull();
  });
});
