import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCorpusIndexer, indexedRecord } from '../../../src/core/jsonl/byte-index.ts';
import { splitRecords } from '../../../src/core/jsonl/record-spans.ts';
import { cpuTime } from '../../helpers/cpu.ts';

const texts = (text: string) => splitRecords(text).records.map((r) => text.slice(r.start, r.end));
const codes = (text: string) => splitRecords(text).problems.map((p) => p.code);

describe('splitRecords', () => {
  it('reads JSON Lines with CRLF, blank lines, a byte order mark and a cut last line', () => {
    const text = '\ufeff{"a":1}\r\n\r\n  \n{"b":2}\n{"c';
    const { format, records, problems } = splitRecords(text);
    expect(format).toBe('jsonl');
    expect(problems).toEqual([]);
    expect(texts(text)).toEqual(['{"a":1}', '{"b":2}', '{"c']);
    expect(records.map((r) => [r.number, r.line])).toEqual([
      [1, 1],
      [4, 4],
      [5, 5],
    ]);
  });

  it('numbers array elements by place and gives the line each starts on', () => {
    const text = '[1, {"a":"],"},\n\n "x" ]\n';
    const { format, records } = splitRecords(text);
    expect(format).toBe('json-array');
    expect(texts(text)).toEqual(['1', '{"a":"],"}', '"x"']);
    expect(records.map((r) => [r.number, r.line])).toEqual([
      [1, 1],
      [2, 1],
      [3, 3],
    ]);
  });

  it('tells one object over several lines from JSON Lines of objects', () => {
    expect(splitRecords('{"a":1}').format).toBe('jsonl');
    expect(splitRecords('{\n "a": [1,\n2]\n}\n')).toMatchObject({
      format: 'json-object',
      records: [{ number: 1, line: 1 }],
    });
    expect(texts('{\n"a":1\n}\n{\n"b":2}\n')).toEqual(['{\n"a":1\n}', '{\n"b":2}']);
  });

  it('keeps to JSON Lines when the first line is broken', () => {
    expect(texts('{"a":"x\n{"b":1}\n')).toEqual(['{"a":"x', '{"b":1}']);
    expect(texts('{"a":[1,\n{"b":1}\n{"c":1}\n')).toHaveLength(3);
    expect(texts('{"a":1]\n{"b":1}\n')).toHaveLength(2);
    expect(texts('[INFO] start\n{"a":1}\n')).toEqual(['[INFO] start', '{"a":1}']);
    expect(texts('["a\n["b"]')).toEqual(['["a', '["b"]']);
  });

  it('reads JSON Lines of arrays', () => {
    expect(splitRecords('[1]\n[2,3]\n')).toMatchObject({ format: 'jsonl', records: [{ line: 1 }, { line: 2 }] });
  });

  it('keeps one record for a broken object over several lines', () => {
    expect(texts('{\n "a": "x\n y"\n}\n')).toEqual(['{\n "a": "x\n y"\n}']);
  });

  it('gives the elements up to the break of an array, and a problem with its place', () => {
    expect(texts('[{"a":1}\n,{"b":')).toEqual(['{"a":1}']);
    expect(codes('[{"a":1}\n,{"b":')).toEqual(['array-cut']);
    expect(texts('[{"a":1},\n{"b":"x\n"},{"c":1}]')).toEqual(['{"a":1}']);
    expect(splitRecords('[{"a":1},\n{"b":"x\n"}]').problems).toMatchObject([
      { code: 'array-broken', line: 2, offset: 10 },
    ]);
    expect(texts('[1,{"a":2]}')).toEqual(['1']);
    expect(codes('[1,2,]')).toEqual(['trailing-comma']);
    expect(texts('[{"a":1} {"b":2}]')).toEqual(['{"a":1}', '{"b":2}']);
    expect(codes('[1]\n\n[2]')).toEqual([]);
    expect(codes('[\n1]\nrest')).toEqual(['text-after-end']);
  });

  it('finds nothing in an empty text', () => {
    for (const text of ['', '\ufeff', ' \r\n\t\n'])
      expect(splitRecords(text)).toMatchObject({ format: 'jsonl', records: [], problems: [] });
  });

  it('finds the records of any JSON Lines and of any array, as they were written', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 8 }),
        fc.constantFrom('\n', '\r\n', '\n\n'),
        (values, eol) => {
          const lines = values.map((v) => JSON.stringify(v));
          const text = lines.join(eol);
          // One line that is an array is a corpus of its elements; that is the other case.
          if (values.length > 1) expect(texts(text)).toEqual(lines);
        },
      ),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 8 }), fc.constantFrom(undefined, 0, 2), (values, indent) => {
        const text = JSON.stringify(values, null, indent);
        expect(texts(text).map((t) => JSON.parse(t))).toEqual(JSON.parse(text));
        expect(splitRecords(text).problems).toEqual([]);
      }),
    );
  });

  it('takes time in proportion to hostile input', () => {
    for (const text of [
      '['.repeat(1e6),
      '{'.repeat(1e6),
      '"'.repeat(1e6),
      ' '.repeat(1e6),
      '\n'.repeat(1e6),
      '[{"a":'.repeat(2e5),
      '[1,'.repeat(3e5),
    ]) {
      const start = cpuTime();
      splitRecords(text);
      expect(cpuTime() - start).toBeLessThan(4000);
    }
  });
});

describe('createCorpusIndexer', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    '\\',
    ',',
    ':',
    '\n',
    '\r\n',
    ' ',
    'a',
    '1',
    'é',
    '😀',
    '{"a":1}',
    '{"a":"é"}\n',
    '[1,2]',
    '\ufeff',
  );
  const bytesOf = (text: string) => new TextEncoder().encode(text);

  it('equals splitRecords on valid UTF-8, whatever the chunk borders', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.array(fc.nat(7), { minLength: 1, maxLength: 30 }),
        (pieces, sizes) => {
          const text = pieces.join('');
          const bytes = bytesOf(text);
          const indexer = createCorpusIndexer();
          for (let at = 0, k = 0; at < bytes.length; k += 1) {
            const size = (sizes[k % sizes.length] ?? 0) + (k % 2);
            indexer.push(bytes.subarray(at, at + size));
            at += size;
          }
          const index = indexer.end();
          const split = splitRecords(text);
          const toByte = (offset: number) => bytesOf(text.slice(0, offset)).length;
          expect(index.format).toBe(split.format);
          expect(Array.from({ length: index.count }, (_, i) => indexedRecord(index, i))).toEqual(
            split.records.map((r) => ({ ...r, start: toByte(r.start), end: toByte(r.end) })),
          );
          expect(index.problems).toEqual(split.problems.map((p) => ({ ...p, offset: toByte(p.offset) })));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('grows past its first room and knows no record beyond the last', () => {
    const indexer = createCorpusIndexer();
    indexer.push(bytesOf('{}\n'.repeat(5000)));
    const index = indexer.end();
    expect(index.count).toBe(5000);
    expect(indexedRecord(index, 4999)).toEqual({ number: 5000, line: 5000, start: 14997, end: 14999 });
    expect(indexedRecord(index, 5000)).toBeUndefined();
    expect(index.totalBytes).toBe(15000);
  });
});
