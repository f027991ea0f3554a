import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parquetWriter, readParquetRows } from '../../../src/app/export/parquet.ts';
import type { ByteSource } from '../../../src/app/ports.ts';
import type { JsonObject, JsonValue } from '../../../src/base/json.ts';

async function written(rows: readonly JsonObject[]): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  const file = parquetWriter({
    write: async (bytes) => {
      parts.push(bytes);
    },
  });
  for (const row of rows) await file.add(row);
  await file.finish();
  return parts;
}

function sourceOf(parts: readonly Uint8Array[]): ByteSource {
  const bytes = new Uint8Array(Buffer.concat(parts));
  return { sizeBytes: bytes.length, version: '1', read: async (start, end) => bytes.subarray(start, end) };
}

async function readBack(rows: readonly JsonObject[]): Promise<JsonValue[]> {
  const read: JsonValue[] = [];
  for await (const row of readParquetRows(sourceOf(await written(rows)))) read.push(row);
  return read;
}

const message = (content: string) => ({ role: 'user', content });

describe('Parquet files', () => {
  test('hold chats as lists of structs, not as text', async () => {
    const rows = [
      { prompt: [message('How many? 🙂'), message('')], reward_model: { style: 'rule', ground_truth: '4' }, index: 0 },
      { prompt: [], reward_model: { style: 'rule', ground_truth: '' }, index: 2 ** 40 },
    ];
    expect(await readBack(rows)).toEqual(rows);
  });

  test('give null for what a row does not have', async () => {
    const rows = [
      { a: 1, b: { c: [null, 'x'] } },
      { a: null, b: {} as JsonObject, d: 1.5 },
    ];
    await expect(readBack(rows)).rejects.toThrow('the row.b is an object without fields');
    expect(await readBack([rows[0] as JsonObject, { d: 1.5 }])).toEqual([
      { a: 1, b: { c: [null, 'x'] }, d: null },
      { a: null, b: null, d: 1.5 },
    ]);
  });

  test('go to the sink a thousand rows at a time', async () => {
    const rows = Array.from({ length: 2500 }, (_, index) => ({ index, text: `row ${index}` }));
    const parts = await written(rows);
    expect(parts).toHaveLength(4);
    const read: JsonValue[] = [];
    for await (const row of readParquetRows(sourceOf(parts))) read.push(row);
    expect(read).toEqual(rows);
  });

  test('of long texts have smaller row groups', async () => {
    const rows = Array.from({ length: 20 }, () => ({ text: 'abcdefgh'.repeat(1 << 18) }));
    const parts = await written(rows);
    expect(parts.length).toBeGreaterThan(2);
  });

  test('without rows are read as such', async () => {
    expect(await readBack([])).toEqual([]);
  });

  test('refuse columns of two kinds, with the place', async () => {
    await expect(written([{ a: [1] }, { a: ['x'] }])).rejects.toThrow('the row.a[] is sometimes of the kind integer');
    await expect(written([{ a: Number.NaN }])).rejects.toThrow('not finite');
  });

  test('refuse a later row that the columns of the first group do not hold', async () => {
    const rows: JsonObject[] = Array.from({ length: 1000 }, () => ({ a: 1 }));
    await expect(written([...rows, { a: 2 }, { a: 1.5 }])).rejects.toThrow('Row 1002 has other columns or kinds');
    await expect(written([...rows, { b: 2 }])).rejects.toThrow('Row 1001');
    await expect(written([...rows, { a: null }])).resolves.toHaveLength(3);
  });

  test('that are torn are refused', async () => {
    const [whole] = [Buffer.concat(await written([{ a: 'x' }]))];
    const torn = sourceOf([new Uint8Array(whole.subarray(0, whole.length - 3))]);
    await expect(readParquetRows(torn)[Symbol.asyncIterator]().next()).rejects.toThrow();
  });

  test('come back as they were written, whatever the nesting', async () => {
    await fc.assert(
      fc.asyncProperty(rowsOfOneShape, async (rows) => {
        expect(await readBack(rows)).toEqual(rows);
      }),
      { numRuns: 150 },
    );
  });
});

/** Arbitrary for values of one random shape, null included everywhere. */
const anyShape: fc.Arbitrary<fc.Arbitrary<JsonValue>> = fc.letrec<{ shape: fc.Arbitrary<JsonValue> }>((tie) => ({
  shape: fc
    .oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom<fc.Arbitrary<JsonValue>>(
        fc.string({ unit: 'grapheme' }),
        fc.boolean(),
        fc.maxSafeInteger(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0.5),
      ),
      tie('shape').map((of) => fc.array(of, { maxLength: 3 }) as fc.Arbitrary<JsonValue>),
      objectOf(tie('shape')),
    )
    .map((of) => fc.option(of)),
})).shape;

function objectOf(shape: fc.Arbitrary<fc.Arbitrary<JsonValue>>): fc.Arbitrary<fc.Arbitrary<JsonValue>> {
  const keys = fc.constantFrom('list', 'element', 'key', 'value', 'role', 'a b', 'größe');
  return fc
    .array(fc.tuple(keys, shape), { minLength: 1, maxLength: 3 })
    .map((fields) => fc.record(Object.fromEntries(fields)) as fc.Arbitrary<JsonValue>);
}

const rowsOfOneShape = objectOf(anyShape).chain(
  (row) => fc.array(row, { minLength: 1, maxLength: 6 }) as fc.Arbitrary<JsonObject[]>,
);
