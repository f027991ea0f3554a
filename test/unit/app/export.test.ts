import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryFolder } from '../../../src/app/export/memory-folder.ts';
import { openShuffledRows } from '../../../src/app/export/row-file.ts';
import { TokenSums } from '../../../src/app/export/token-figures.ts';
import { indexVariants, type VariantIndex } from '../../../src/app/variant-index.ts';
import { contentHash } from '../../../src/base/hash.ts';
import { rowOf, text } from '../../../src/core/export/checks.ts';
import { trlPromptCompletion } from '../../../src/core/export/exporters/trl-prompt-completion.ts';
import type { FileFormat, GroupExporter, TraceExporter } from '../../../src/core/export/types.ts';
import { exported, rowsIn, sourceOf } from '../../helpers/export-runs.ts';
import { memoryFile } from './memory-files.ts';
import { variantRow } from './rows.ts';

const record = (index: number, more: Readonly<Record<string, unknown>> = {}) => ({
  question: `What is ${index} + 1?`,
  reasoning: `We add one to ${index}.\n\nThat gives ${index + 1}.`,
  answer: `${index + 1}`,
  ...more,
});
const records = (count: number) => Array.from({ length: count }, (_, index) => record(index));

/** Writes the id of each trace; `wrong` makes rows that its own check refuses. */
const ids = (
  parts: { format?: Exclude<FileFormat, 'parquet'>; shuffled?: true; wrong?: string } = {},
): TraceExporter => ({
  ...trlPromptCompletion,
  id: 'ids',
  files: [
    {
      id: 'ids',
      format: parts.format ?? 'jsonl',
      path: (split) => `data/${split}.txt`,
      check: (row) => {
        if (parts.format === 'lines') return row === parts.wrong ? 'It is wrong' : null;
        return rowOf({ id: (value, key) => (value === parts.wrong ? 'It is wrong' : text(value, key)) })(row);
      },
      ...(parts.shuffled ? { shuffled: true } : {}),
    },
  ],
  start: () => ({
    rows: ({ id }) => ({ rows: [{ file: 'ids', row: parts.format === 'lines' ? id : { id } }] }),
    extras: (written) => [{ path: 'data/count.json', text: JSON.stringify(written.map(({ rows }) => rows)) }],
  }),
});

describe('an export', () => {
  it('writes a row per trace in file order, with the tail as the record has it', async () => {
    const gsm = { question: 'How many?', answer: '48/2 = <<48/2=24>>24\n#### 24' };
    const { report, folder } = await exported([await sourceOf([gsm, gsm])], {
      exporter: trlPromptCompletion,
      dedupe: false,
    });
    const row = { prompt: 'How many?', completion: '48/2 = <<48/2=24>>24\n#### 24' };
    expect(rowsIn(folder, 'train.jsonl')).toEqual([row, row]);
    expect(report).toMatchObject({ traces: 2, units: 2, skipped: [], faults: [] });
    expect([...folder.files.keys()]).toEqual(['train.jsonl']);
  });

  it('leaves out what was there before, what is too short or long, and says how many', async () => {
    const long = record(7, { reasoning: 'So it goes on. '.repeat(50) });
    const source = await sourceOf([record(1), record(1), record(2, { reasoning: 'Two.' }), long, { other: 1 }]);
    const { report } = await exported([source], { exporter: trlPromptCompletion, minTokens: 2, maxTokens: 100 });
    expect(report.units).toBe(1);
    expect(Object.fromEntries(report.skipped)).toEqual({
      'The same question and reasoning were there before.': 1,
      'Fewer than 2 tokens.': 1,
      'More than 100 tokens.': 1,
      'A record without a trace.': 1,
    });
  });

  it('keeps every problem in one split, and the same one whatever else is exported', async () => {
    const all = records(300).flatMap((each) => [each, { ...each, reasoning: `${each.reasoning} Sure.` }]);
    const splits = [
      { split: 'train', share: 0.8 },
      { split: 'valid', share: 0.2 },
    ] as const;
    const { folder, report } = await exported([await sourceOf(all)], { exporter: trlPromptCompletion, splits });
    const questions = (path: string) => new Set(rowsIn(folder, path).map(({ prompt }) => prompt));
    const [train, valid] = [questions('train.jsonl'), questions('valid.jsonl')];
    expect([...valid].filter((question) => train.has(question))).toEqual([]);
    expect(train.size + valid.size).toBe(300);
    expect(valid.size).toBeGreaterThan(35);
    expect(valid.size).toBeLessThan(85);
    expect(report.files.map(({ rows }) => rows).reduce((a, b) => a + b)).toBe(600);
    const half = await exported([await sourceOf(all.slice(300))], { exporter: trlPromptCompletion, splits });
    for (const { prompt } of rowsIn(half.folder, 'valid.jsonl')) expect(valid.has(prompt)).toBe(true);
  });

  it('exports only right ones, by the reference of another sample and by the vote', async () => {
    const wrong = record(1, { answer: '9', reasoning: 'It must be 9.' });
    const source = await sourceOf([
      record(1),
      { ...wrong, reference_answer: '2' },
      record(5, { answer: '6', reasoning: 'It is 6.' }),
      record(5, { answer: '6.0', reasoning: 'Six it is.' }),
      record(5, { answer: '8', reasoning: 'Perhaps 8.' }),
      record(8),
    ]);
    const { folder, report } = await exported([source], { exporter: trlPromptCompletion, only: 'correct' });
    expect(rowsIn(folder, 'train.jsonl').map(({ completion }) => String(completion).split('\n').at(-1))).toEqual([
      '2',
      '6',
      '6.0',
    ]);
    expect(report.skipped).toEqual([['The answer is not known to be right.', 3]]);
    const graded = await exported([source], { exporter: trlPromptCompletion, only: 'graded' });
    expect(graded.report.units).toBe(5);
  });

  it('puts nothing in its place when a row does not pass the check, and names the row', async () => {
    for (const format of ['jsonl', 'json', 'lines'] as const) {
      const exporter = ids({ format, wrong: 'line:3' });
      const { report, folder } = await exported([await sourceOf(records(5))], { exporter });
      expect(report.faults).toEqual([{ path: 'data/train.txt', row: 3, message: 'It is wrong.' }]);
      expect([...folder.files.keys()]).toEqual([]);
    }
  });

  it('leaves nothing behind when it is stopped', async () => {
    const stop = new AbortController();
    const folder = memoryFolder();
    let pauses = 0;
    const onPause = () => {
      pauses += 1;
      if (pauses === 30) stop.abort();
    };
    const source = await sourceOf(records(100));
    const run = exported([source], { exporter: ids({ shuffled: true }), folder, signal: stop.signal, onPause });
    await expect(run).rejects.toThrow();
    expect(pauses).toBeGreaterThan(29);
    expect([...folder.files.keys()]).toEqual([]);
  });

  it('writes files beside the rows when the rows are done', async () => {
    const { folder, report } = await exported([await sourceOf(records(3))], { exporter: ids({ format: 'json' }) });
    expect(JSON.parse(folder.text('data/train.txt'))).toEqual([{ id: 'line:1' }, { id: 'line:2' }, { id: 'line:3' }]);
    expect([folder.text('data/count.json'), report.extras]).toEqual(['[3]', ['data/count.json']]);
  });

  it('stops after the number of units that a preview wants', async () => {
    const { report } = await exported([await sourceOf(records(50))], { exporter: ids(), limit: 4 });
    expect([report.units, report.files[0]?.rows]).toEqual([4, 4]);
  });

  it('gives a group exporter all samples of a problem together', async () => {
    const exporter: GroupExporter = {
      ...ids(),
      unit: 'group',
      start: () => ({
        rows: ({ samples, reference }) => ({
          rows: [{ file: 'ids', row: { id: `${reference} ${samples.map(({ grade }) => grade.verdict).join(' ')}` } }],
        }),
      }),
    };
    const source = await sourceOf([
      record(1, { reference_answer: '2' }),
      record(3),
      record(1, { answer: '7', reasoning: '7!' }),
    ]);
    const { folder } = await exported([source], { exporter });
    expect(rowsIn(folder, 'data/train.txt')).toEqual([{ id: '2 correct wrong' }, { id: 'null unknown' }]);
  });
});

describe('variants', () => {
  const source = record(1);
  const hash = contentHash(JSON.stringify(source));
  async function index(): Promise<VariantIndex> {
    const rows = [
      { ...variantRow('a', 'Short.'), sourceHash: hash },
      { ...variantRow('b', 'Refused.'), sourceHash: hash, accepted: false },
      { ...variantRow('c', 'Of an older record.'), sourceHash: '0'.repeat(16) },
      { ...variantRow('d', 'Shorter.'), sourceHash: hash, strategy: 'lexical' },
    ];
    return indexVariants(memoryFile(new TextEncoder().encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))));
  }
  const run = async (wish: Parameters<typeof exported>[1]) => {
    const { folder, report } = await exported([await sourceOf([source], await index())], {
      options: { thoughts: 'plain' },
      ...wish,
    });
    return { texts: rowsIn(folder, 'train.jsonl').map(({ completion }) => String(completion).split('\n')[0]), report };
  };

  it('take the place of the original, with the answer of the record; refused and stale ones do not', async () => {
    expect((await run({ exporter: trlPromptCompletion, source: 'variants' })).texts).toEqual(['Short.', 'Shorter.']);
    expect((await run({ exporter: trlPromptCompletion, source: 'both' })).texts[0]).toBe('We add one to 1.');
    expect((await run({ exporter: trlPromptCompletion })).texts).toEqual(['We add one to 1.']);
  });

  it('can be narrowed to strategies; a trace without one is counted', async () => {
    const narrow = { exporter: trlPromptCompletion, source: 'variants' } as const;
    expect((await run({ ...narrow, strategies: ['lexical'] })).texts).toEqual(['Shorter.']);
    expect((await run({ ...narrow, strategies: ['c3ot'] })).report.skipped).toEqual([['No accepted variant.', 1]]);
  });
});

describe('rows in random order', () => {
  it.each([200, 90_000])('are all there once, for %i rows, and the same for the same seed', async (count) => {
    const order = async (seed: number) => {
      const folder = memoryFolder();
      const file = await openShuffledRows(folder, 'x', 'json', seed);
      for (let id = 0; id < count; id += 1) await file.add({ id, filling: 'x'.repeat(400) });
      await file.finish();
      expect([...folder.files.keys()]).toEqual(['x']);
      return (JSON.parse(folder.text('x')) as readonly { id: number }[]).map(({ id }) => id);
    };
    const first = await order(1);
    expect(new Set(first).size).toBe(count);
    expect(first.length).toBe(count);
    expect(await order(1)).toEqual(first);
    expect(await order(2)).not.toEqual(first);
    // The first tenth of the rows is spread over the file.
    const places = first.flatMap((id, place) => (id < count / 10 ? [place] : []));
    const mean = places.reduce((sum, place) => sum + place, 0) / places.length;
    expect(Math.abs(mean / count - 0.5)).toBeLessThan(0.12);
  });
});

it('sums of tokens have a median that is right to about one per cent', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 200 }), (counts) => {
      const sums = new TokenSums();
      for (const count of counts) sums.add(count);
      const { median, sum, least, most } = sums.figures();
      const sorted = counts.toSorted((a, b) => a - b);
      const exact = sorted[Math.ceil(counts.length / 2) - 1] ?? 0;
      expect(Math.abs(median - exact)).toBeLessThanOrEqual(Math.max(1, exact * 0.011));
      expect([sum, least, most]).toEqual([counts.reduce((a, b) => a + b, 0), sorted[0], sorted.at(-1)]);
    }),
  );
});
