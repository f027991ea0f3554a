import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldNames, fieldScanner } from '../../../src/core/jsonl/field-scanner.ts';
import { cpuTime } from '../../helpers/cpu.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** What the scanner finds in a text that stands among other bytes. */
function scanned(text: string, names: readonly string[]) {
  const before = '{"a": 0}\n';
  const bytes = bytesOf(`${before}${text}\n{"a": 1, "b": "after"}`);
  const scanner = fieldScanner(names);
  const found = scanner.scan(bytes, before.length, before.length + bytesOf(text).length);
  return { found, values: names.map((_, place) => scanner.value(place)), scanner };
}

/** A JSON string with any of the ways to write a character. */
const writtenString = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }).map((text) => JSON.stringify(text).slice(1, -1)),
      fc.constantFrom('\\u0041', '\\ud83d\\ude00', '\\"', '\\\\', '\\/', '\\\\\\"', '\\n', '{', '}', ',', '\\ud800'),
      fc.string({ unit: 'grapheme-ascii', maxLength: 60 }).map((text) => JSON.stringify(text).slice(1, -1)),
    ),
    { maxLength: 6 },
  )
  .map((parts) => `"${parts.join('')}"`);
const written: fc.Arbitrary<string> = fc.oneof(
  writtenString,
  fc.json({ maxDepth: 4 }),
  fc.constantFrom('1e5', '-0', '12.50', 'true', 'false', 'null', '{}', '[]', '[[[]],{"a":{"a":"]}"}}]'),
);
const blank = fc.constantFrom('', ' ', '\t', '  ', '\r', '\n ');
const key = fc.oneof(
  fc.constantFrom('"a"', '"b"', '"\\u0061b"', '"ab"', '"\\u00e9t\\u00e9"', '"été"', '"😀"', '""', '"__proto__"'),
  writtenString.map((text) => `"k${text.slice(1)}`),
);
/** Members as they are written: blanks, key, blanks, blanks, value, blanks. */
const members = fc.array(fc.tuple(blank, key, blank, blank, written, blank), { maxLength: 8 });

describe('the field scanner', () => {
  it('finds what each member says: duplicates, escapes, nesting, Unicode', () => {
    fc.assert(
      fc.property(members, (all) => {
        const text = `{${all.map(([a, name, b, c, value, d]) => `${a}${name}${b}:${c}${value}${d}`).join(',')}}`;
        // Each part is parsed alone: V8 (Node 24.9) reads the key "k\\u0041" as "k\\" in objects after it has met that key before.
        const wanted = new Map(all.map(([, name, , , value]) => [JSON.parse(name) as string, JSON.parse(value)]));
        const names = [...new Set(['a', 'b', 'été', '😀', 'missing', ...wanted.keys()])];
        const { found, values } = scanned(text, names);
        expect(found).toBe(true);
        expect(values).toEqual(names.map((name) => wanted.get(name)));
        // Keys that are written as lone surrogates stand in a set of names as they are.
        expect([...fieldNames(bytesOf(text))].sort()).toEqual([...wanted.keys()].sort());
      }),
      { numRuns: 2000 },
    );
  });

  it('agrees with JSON.parse on whole objects', () => {
    const plain = fc.dictionary(fc.constantFrom('a', 'b', 'ab', 'été', '__proto__', 'x'), fc.jsonValue());
    fc.assert(
      fc.property(plain, (object) => {
        const text = JSON.stringify(object);
        const parsed = JSON.parse(text) as Record<string, unknown>;
        const names = ['a', 'b', 'ab', 'été', '__proto__', 'x'];
        const own = names.map((name) => (Object.hasOwn(parsed, name) ? parsed[name] : undefined));
        expect(scanned(text, names).values).toEqual(own);
      }),
    );
  });

  it('finds the end of strings of any length wherever they lie, also with escaped quotes at the end', () => {
    for (let shift = 0; shift < 8; shift += 1) {
      const scanner = fieldScanner(['long', 'after']);
      for (let length = 0; length < 160; length += 1) {
        for (const end of ['', '\\"', '\\\\', '\\\\\\"', '\\"\\"']) {
          const text = `{"long":"${'x'.repeat(length)}${end}","after":${length}}`;
          const whole = bytesOf(`${' '.repeat(shift)}${text}\n{"after":"quote"}`);
          // Part of a longer array that does not begin where four bytes do.
          const bytes = shift < 4 ? whole : whole.subarray(shift - 3);
          const start = shift < 4 ? shift : 3;
          expect(scanner.scan(bytes, start, start + text.length)).toBe(true);
          expect([scanner.value(0), scanner.value(1)]).toEqual([(JSON.parse(text) as { long: string }).long, length]);
          expect(scanner.scan(bytes, start, start + 9 + length)).toBe(false);
        }
      }
    }
  });

  it('tells kinds without parsing', () => {
    const text = '{"s":"x","n":-1,"t":true,"f":false,"z":null,"o":{},"l":[]}';
    const { scanner } = scanned(text, ['s', 'n', 't', 'f', 'z', 'o', 'l', 'm']);
    expect([0, 1, 2, 3, 4, 5, 6, 7].map(scanner.kind)).toEqual([
      'string',
      'number',
      'boolean',
      'boolean',
      'null',
      'container',
      'container',
      'missing',
    ]);
  });

  it('finds nothing in what is no whole object, and forgets the record before', () => {
    const scanner = fieldScanner(['a']);
    const good = bytesOf('{"a":1}');
    for (const text of [
      '[{"a":1}]',
      '"a"',
      '',
      '{',
      '{"a"',
      '{"a":',
      '{"a":1',
      '{"a":"x}',
      '{"a":[1}',
      '{"a" 1}',
      '{a:1}',
    ]) {
      expect(scanner.scan(good, 0, good.length)).toBe(true);
      const bytes = bytesOf(text);
      expect(scanner.scan(bytes, 0, bytes.length), text).toBe(false);
      expect(scanner.kind(0)).toBe('missing');
    }
  });

  it('knows a key that is one escaped character', () => {
    expect(scanned('{"\\u0061":"", "\\n":2}', ['a', '\n']).values).toEqual(['', 2]);
  });

  it('does not read past the end of a record', () => {
    const bytes = bytesOf('{"a":"open\n{"b":"x"}');
    const scanner = fieldScanner(['a', 'b']);
    expect(scanner.scan(bytes, 0, 10)).toBe(false);
  });

  it('needs time linear in hostile text', () => {
    const long = 100_000;
    const hostile = ['\\"', '\\\\', '"', '{', '[', ' ', ',', '{"a":'].map((piece) => `{"a":"${piece.repeat(long)}`);
    const scanner = fieldScanner(['a']);
    const start = cpuTime();
    for (const text of hostile) {
      const bytes = bytesOf(text);
      scanner.scan(bytes, 0, bytes.length);
      const nested = bytesOf(text.replace('"a":"', '"a":'));
      scanner.scan(nested, 0, nested.length);
    }
    expect(cpuTime() - start).toBeLessThan(4000);
  });
});
