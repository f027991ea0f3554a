import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCorpus } from '../../../src/app/open-corpus.ts';
import type { ByteSource } from '../../../src/app/ports.ts';
import { chosenRecords } from '../../../src/app/table/chosen-records.ts';
import { refOf, TABLE_COLUMNS } from '../../../src/app/table/columns.ts';
import { Figures } from '../../../src/app/table/figures.ts';
import { filterRows } from '../../../src/app/table/filter-rows.ts';
import { histogramOf } from '../../../src/app/table/histogram.ts';
import { recordBlocks } from '../../../src/app/table/record-blocks.ts';
import { sortByKeys, sortKeys } from '../../../src/app/table/sort-rows.ts';
import type { TableSources } from '../../../src/app/table/table-row.ts';
import { parseFilter } from '../../../src/core/filter/parse.ts';

function memorySource(text: string): ByteSource & { reads: number } {
  const bytes = new TextEncoder().encode(text);
  const source = {
    sizeBytes: bytes.length,
    version: 'one',
    reads: 0,
    read: async (start: number, end: number) => {
      source.reads += 1;
      return bytes.slice(start, end);
    },
  };
  return source;
}

async function tableOf(records: readonly (object | string)[]) {
  const lines = records.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  const source = memorySource(`${lines.join('\n')}\n`);
  const corpus = await openCorpus(source);
  const asked = { counted: 0, analyzed: 0 };
  const sources: TableSources = {
    corpus,
    figures: new Figures(corpus.count),
    count: (text) => {
      asked.counted += 1;
      return text.split(' ').length;
    },
    analyze: async (trace) => {
      asked.analyzed += 1;
      return { steps: trace.reasoning.text.split('\n\n').length, skippable: 0.25 };
    },
    variantsOf: () => 0,
  };
  return { sources, source, asked };
}

const working = () => ({ signal: new AbortController().signal, pause: async () => undefined });

async function hitsOf(sources: TableSources, text: string, most?: number) {
  const { node, problems } = parseFilter(text, TABLE_COLUMNS);
  expect(problems).toEqual([]);
  if (!node) throw new Error('An empty filter');
  const hits: number[] = [];
  const work = { ...working(), onProgress: (_looked: number, found: Uint32Array) => void hits.push(...found) };
  return { hits, outcome: await filterRows(sources, node, work, most) };
}

const record = (n: number, more: object = {}) => ({
  id: `r${n}`,
  question: `What is ${n} + 1?`,
  reasoning: `${'So it goes. '.repeat(n)}\n\nThat makes ${n + 1}.`,
  answer: String(n + 1),
  reference_answer: String(n % 2 === 0 ? n + 1 : 0),
  ...more,
});

describe('a filter over rows', () => {
  it('finds by columns and by fields', async () => {
    const { sources } = await tableOf([
      record(1),
      record(2, { source: 'x', meta: { level: 3 } }),
      '{"broken',
      record(4, { source: 'é "q"' }),
    ]);
    const found = async (text: string) => (await hitsOf(sources, text)).hits;
    expect(await found('source = x')).toEqual([1]);
    expect(await found('source exists')).toEqual([1, 3]);
    expect(await found('meta.level >= 3')).toEqual([1]);
    expect(await found('.question ~ "is 4"')).toEqual([3]);
    expect(await found('question ~ "IS 4"')).toEqual([3]);
    expect(await found('correct = true')).toEqual([1, 3]);
    expect(await found('correct = wrong')).toEqual([0]);
    expect(await found('traces = 0')).toEqual([2]);
    expect(await found('broken')).toEqual([2]);
    expect(await found('É')).toEqual([3]);
    expect(await found('"\\"q\\""')).toEqual([3]);
    expect(await found('line > 2')).toEqual([2, 3]);
    expect(await found('tokens > 8')).toEqual([1, 3]);
    expect(await found('steps = 2 and skippable = 25%')).toEqual([0, 1, 3]);
    expect(await found('not steps exists')).toEqual([2]);
  });

  it('analyses only what the outcome hangs on, and nothing twice', async () => {
    const { sources, asked } = await tableOf([record(1, { source: 'x' }), record(2), record(3, { source: 'x' })]);
    expect((await hitsOf(sources, 'steps > 1 and source = x')).hits).toEqual([0, 2]);
    expect(asked).toEqual({ counted: 2, analyzed: 2 });
    expect((await hitsOf(sources, 'steps > 1')).hits).toEqual([0, 1, 2]);
    expect(asked).toEqual({ counted: 3, analyzed: 3 });
  });

  it('finds text however the file writes it', async () => {
    const { sources } = await tableOf([
      '{"reasoning":"caf\\u00e9 \\u0041pple\\nline"}',
      '{"reasoning":"café"}',
      '{"other":"nline"}',
    ]);
    expect((await hitsOf(sources, 'CAFÉ')).hits).toEqual([0, 1]);
    expect((await hitsOf(sources, 'apple')).hits).toEqual([0]);
    expect((await hitsOf(sources, 'nline')).hits).toEqual([2]);
    expect((await hitsOf(sources, 'other')).hits).toEqual([2]);
  });

  it('says what stopped it, and names fields that no record has', async () => {
    const { sources } = await tableOf([record(1), record(2), record(3)]);
    expect((await hitsOf(sources, 'id exists', 2)).outcome).toMatchObject({ hits: 2, looked: 2, stopped: 'hits' });
    expect((await hitsOf(sources, 'sorce = x')).outcome).toMatchObject({
      hits: 0,
      looked: 3,
      stopped: null,
      absent: ['sorce'],
    });
    const stop = new AbortController();
    const { node } = parseFilter('steps > 1', TABLE_COLUMNS);
    if (!node) throw new Error('No filter');
    const work = { signal: stop.signal, pause: async () => stop.abort() };
    expect(await filterRows(sources, node, work)).toMatchObject({ stopped: 'cancelled' });
  });
});

describe('sorting rows', () => {
  it('puts numbers before texts before nothing in both directions, and keeps the order of equal ones', async () => {
    const values = [3, 'b', null, '10', 'a', 3, undefined, -1, 'B', { x: 1 }, true];
    const { sources } = await tableOf(values.map((v, n) => (v === undefined ? { n } : { v, n })));
    const order = async (descending: boolean) => {
      const keys = await sortKeys(sources, refOf('.v'), null, working());
      return [...(await sortByKeys(keys, descending, working()))];
    };
    expect(await order(false)).toEqual([7, 10, 0, 5, 3, 4, 1, 8, 9, 2, 6]);
    expect(await order(true)).toEqual([3, 0, 5, 10, 7, 9, 1, 8, 4, 2, 6]);
  });

  it('sorts only some rows, and agrees with a stable sort on any numbers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.integer({ min: -5, max: 5 })), { minLength: 1, maxLength: 60 }),
        fc.boolean(),
        async (numbers, descending) => {
          const { sources } = await tableOf(numbers.map((v) => ({ v })));
          const rows = Uint32Array.from(numbers.keys()).filter((n) => n % 3 !== 1);
          const keys = await sortKeys(sources, refOf('.v'), rows, working());
          const found = [...(await sortByKeys(keys, descending, working()))].map((place) => rows[place]);
          const value = (n: number) => numbers[n] ?? (descending ? -100 : 100);
          expect(found).toEqual(
            [...rows].sort((a, b) => (descending ? value(b) - value(a) : value(a) - value(b)) || a - b),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('can be stopped', async () => {
    const { sources } = await tableOf(Array.from({ length: 200 }, (_, v) => ({ v })));
    const stop = new AbortController();
    stop.abort();
    await expect(
      sortKeys(sources, refOf('.v'), null, { signal: stop.signal, pause: async () => undefined }),
    ).rejects.toThrow();
  });
});

describe('blocks of records', () => {
  it('hold every wanted record whole, and few of them are read', async () => {
    const big = 'x'.repeat(3 << 20);
    const { sources, source } = await tableOf([
      record(1),
      { big },
      ...Array.from({ length: 500 }, (_, n) => record(n % 7)),
    ]);
    const seen: number[] = [];
    source.reads = 0;
    const rows = Uint32Array.from([0, 1, 2, 3, 300, 501]);
    for await (const block of recordBlocks(sources.corpus, rows, new AbortController().signal)) {
      for (let place = block.from; place < block.to; place += 1) {
        const position = rows[place] ?? 0;
        const span = sources.corpus.span(position);
        const text = new TextDecoder().decode(
          block.bytes.slice((span?.start ?? 0) - block.startByte, (span?.end ?? 0) - block.startByte),
        );
        expect(text).toBe((await sources.corpus.entry(position))?.record.text);
        seen.push(position);
      }
    }
    expect(seen).toEqual([...rows]);
    expect(source.reads - seen.length).toBe(3);
  });
});

describe('chosen records', () => {
  it('are a corpus of their own with the numbers of the file', async () => {
    const { sources } = await tableOf([record(1), record(2), record(3), record(4)]);
    const chosen = chosenRecords(sources.corpus, { positions: Uint32Array.from([1, 3]), version: 'one' });
    expect(chosen.count).toBe(2);
    const entry = await chosen.entry(1);
    expect(entry).toMatchObject({ position: 1, record: { number: 4 } });
    expect(entry?.hash).toBe((await sources.corpus.entry(3))?.hash);
    expect(entry?.traces[0]?.id).toBe('r4');
    expect(await chosen.entry(2)).toBeUndefined();
    expect([chosen.positionOf(4), chosen.positionOf(3), chosen.positionAtLine(3), chosen.positionAtLine(1)]).toEqual([
      1, -1, 0, -1,
    ]);
    expect(chosen.span(0)).toEqual(sources.corpus.span(1));
  });

  it('are refused when the file changed', async () => {
    const { sources } = await tableOf([record(1)]);
    expect(() => chosenRecords(sources.corpus, { positions: Uint32Array.of(0), version: 'other' })).toThrow(
      'has changed',
    );
  });
});

describe('figures and their distribution', () => {
  it('tell what is not computed from what is not there', () => {
    const figures = new Figures(3);
    expect(figures.of('steps', 1)).toBeUndefined();
    figures.set('steps', 1, 4);
    figures.set('steps', 2, null);
    expect([0, 1, 2].map((row) => figures.of('steps', row))).toEqual([undefined, 4, null]);
    expect(figures.known('steps')).toBe(2);
    expect([...figures.all('steps')]).toEqual([Number.NaN, 4, Number.NaN]);
  });

  it('counts every number once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), { maxLength: 80 }),
        (values) => {
          const histogram = histogramOf(Float64Array.from([...values, Number.NaN]));
          if (values.length === 0) {
            expect(histogram).toBeNull();
            return;
          }
          expect(histogram?.bins.reduce((sum, size) => sum + size, 0)).toBe(values.length);
          expect((histogram?.least ?? 1) + 0).toBe(Math.min(...values) + 0);
          expect((histogram?.most ?? 1) + 0).toBe(Math.max(...values) + 0);
          expect(histogram && histogram.median >= histogram.least && histogram.median <= histogram.most).toBe(true);
        },
      ),
    );
  });
});
