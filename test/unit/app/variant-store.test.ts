import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freshnessOf, openVariants, readVariants, variantsPath } from '../../../src/app/variant-store.ts';
import { memoryFile } from './memory-files.ts';
import { variantRow } from './rows.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const append = async (file: ReturnType<typeof memoryFile>, row: ReturnType<typeof variantRow>): Promise<boolean> =>
  (await openVariants(file)).append(row);
const ids = async (file: ReturnType<typeof memoryFile>): Promise<readonly string[]> =>
  (await readVariants(file)).rows.map(({ id }) => id);

describe('the variants file', () => {
  it('stands beside its corpus', () => {
    expect(['a/runs.jsonl', 'a/runs.ndjson', 'runs.JSON', 'a.b/runs'].map(variantsPath)).toEqual([
      'a/runs.variants.jsonl',
      'a/runs.variants.jsonl',
      'runs.variants.jsonl',
      'a.b/runs.variants.jsonl',
    ]);
  });

  it('takes each variant once and gives it back as it was', async () => {
    const file = memoryFile();
    const row = variantRow('a', 'line\nbreak "quote" 😀 \ud800');
    expect(await append(file, row)).toBe(true);
    expect(await append(file, variantRow('b'))).toBe(true);
    expect(await append(file, row)).toBe(false);
    expect(await readVariants(file)).toEqual({ rows: [row, variantRow('b')], newer: 0, damaged: 0 });
  });

  it('loses no whole row when it is torn at any byte, and goes on after it', async () => {
    const whole = memoryFile();
    const ends: number[] = [];
    for (const id of ['a', 'b', 'c']) {
      await append(whole, variantRow(id, `é😀 of ${id}`));
      ends.push(whole.bytes.length);
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.bytes.length), async (cut) => {
        const file = memoryFile(whole.bytes.slice(0, cut));
        // A row that lacks only its line end is whole.
        const kept = ['a', 'b', 'c'].filter((_, index) => (ends[index] ?? 0) - 1 <= cut);
        const torn = cut > 0 && ends.every((end) => cut !== end && cut !== end - 1) ? 1 : 0;
        expect(await readVariants(file)).toMatchObject({ rows: kept.map((id) => ({ id })), damaged: 0 });
        await append(file, variantRow('d'));
        expect(await ids(file)).toEqual([...kept, 'd']);
        expect((await readVariants(file)).damaged).toBe(torn);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps rows that it cannot read: other versions, other things, no JSON', async () => {
    const strange = ['{"v":2,"id":"x"}', '{"v":1}', 'null', '[1]', 'no json', ''].join('\n');
    const file = memoryFile(encode(`${strange}\n`));
    await append(file, variantRow('a'));
    expect(await readVariants(file)).toMatchObject({ rows: [{ id: 'a' }], newer: 1, damaged: 4 });
    expect(new TextDecoder().decode(file.bytes).startsWith(`${strange}\n`)).toBe(true);
  });

  it('takes no row that lacks a field or has it in another shape', async () => {
    const whole = {
      ...variantRow('whole'),
      plan: { actions: [{ kind: 'keep' }] },
      guards: [{ id: 'shorter', title: 'Shorter', required: false, passed: true }],
      model: { name: 'm', host: 'localhost:1' },
    };
    const rowsOf = async (row: object): Promise<number> =>
      (await readVariants(memoryFile(encode(`${JSON.stringify(row)}\n`)))).rows.length;
    expect(await rowsOf(whole)).toBe(1);
    for (const key of Object.keys(whole).filter((each) => each !== 'model')) {
      const { [key as keyof typeof whole]: _left, ...rest } = whole;
      expect(await rowsOf(rest), `without ${key}`).toBe(0);
      expect(await rowsOf({ ...whole, [key]: [[]] }), `other ${key}`).toBe(0);
    }
    expect(await rowsOf({ ...whole, model: { name: 'm' } })).toBe(0);
    expect(await rowsOf({ ...whole, plan: { actions: ['keep'] } })).toBe(0);
  });
});

describe('a stored variant', () => {
  const row = variantRow('a');
  it.each([
    ['current', { number: 1, hash: row.sourceHash }],
    ['moved', { number: 7, hash: row.sourceHash }],
    ['stale', { number: 1, hash: 'ffffffffffffffff' }],
    [null, { number: 7, hash: 'ffffffffffffffff' }],
  ] as const)('is %s by number and hash of the record', (expected, record) => {
    expect(freshnessOf(row, record)).toBe(expected);
  });
});
