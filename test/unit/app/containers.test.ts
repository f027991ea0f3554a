import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib, { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Corpus, openCorpus } from '../../../src/app/open-corpus.ts';
import { planWriteBack } from '../../../src/app/write-back.ts';
import type { UnpackLimits } from '../../../src/platform/node/containers/unpack.ts';
import { openNodeFile } from '../../../src/platform/node/open-file.ts';

const LINE = (n: number): string => JSON.stringify({ question: `What is ${n}?`, answer: `${n} = ${n}\n#### ${n}` });
const LINES = (count: number): string => Array.from({ length: count }, (_, i) => `${LINE(i + 1)}\n`).join('');
const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Uint8Array) => Buffer };

let folder = '';
let cache = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cot-lens-containers-'));
  cache = join(folder, 'cache');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function written(name: string, bytes: Uint8Array | string): Promise<string> {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

async function opened(path: string): Promise<{ readonly corpus: Corpus; readonly note: string | null }> {
  const file = await openNodeFile(path, { cache });
  if (typeof file === 'string') throw new Error(file);
  return { corpus: await openCorpus(file.source, {}, undefined, file.keeper), note: file.note };
}

async function answers(corpus: Corpus): Promise<(string | undefined)[]> {
  const entries = await Promise.all(Array.from({ length: corpus.count }, (_, i) => corpus.entry(i)));
  return entries.map((entry) => entry?.traces[0]?.answer?.text);
}

function inspectZip(samples: number, level: 0 | 6): Uint8Array {
  const sample = (n: number) => ({
    id: n,
    target: String(n),
    messages: [
      { role: 'user', content: `What is ${n}?` },
      { role: 'assistant', content: `<think>It is\nclear: ${n}.</think>${n}` },
    ],
  });
  const files: Record<string, Uint8Array> = {
    '_journal/start.json': strToU8('{}'),
    'header.json': strToU8(JSON.stringify({ eval: { task: 'sums', model: 'm', dataset: { samples } } })),
    'summaries.json': strToU8('[]'),
  };
  for (let i = 1; i <= samples; i += 1)
    files[`samples/${i}_epoch_1.json`] = strToU8(JSON.stringify(sample(i), null, 2).replaceAll('\n', '\r\n'));
  return zipSync(files, { level });
}

function parquet(count: number): Uint8Array {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'question', data: numbers.map((n) => `What is ${n}?`), type: 'STRING' },
        { name: 'answer', data: numbers.map((n) => `${n} = ${n}\n#### ${n}`), type: 'STRING' },
        { name: 'id', data: numbers.map((n) => BigInt(n)), type: 'INT64' },
        { name: 'when', data: numbers.map((n) => new Date(n * 1000)), type: 'TIMESTAMP' },
      ],
      rowGroupSize: 7,
    }),
  );
}

const CONTAINERS: readonly (readonly [string, () => Uint8Array])[] = [
  ['gzip', () => gzipSync(LINES(20))],
  ['several gzip files in one', () => Buffer.concat([gzipSync(LINES(3)), gzipSync(LINES(20).slice(LINES(3).length))])],
  ['Parquet', () => parquet(20)],
  ['a packed Inspect archive', () => inspectZip(20, 6)],
  ['a stored Inspect archive', () => inspectZip(20, 0)],
];

describe('records in other containers', () => {
  it.each(CONTAINERS)('reads %s, whatever it is called, and finds it unpacked the next time', async (_name, make) => {
    const path = await written('corpus.jsonl', make());
    const first = await opened(path);
    const wanted = Array.from({ length: 20 }, (_, i) => String(i + 1));
    expect((await answers(first.corpus)).sort()).toEqual(wanted.sort());
    expect(first.note).toMatch(/unpacked to .* of JSON Lines in /);
    const again = await opened(path);
    expect([again.note, again.corpus.count]).toEqual([null, 20]);
    expect(again.corpus.source.version).toBe(first.corpus.source.version);
  });

  it.skipIf(!zstdCompressSync)('reads zstd, also several frames in one file', async () => {
    const pack = (text: string) => zstdCompressSync?.(Buffer.from(text)) ?? Buffer.alloc(0);
    const { corpus } = await opened(await written('a.jsonl.zst', pack(LINES(20))));
    expect(corpus.count).toBe(20);
    const frames = Buffer.concat([pack(LINES(3)), pack(LINES(20).slice(LINES(3).length))]);
    expect((await opened(await written('b.jsonl.zst', frames))).corpus.count).toBe(20);
    const whole = pack(LINES(999));
    for (const bytes of [whole.subarray(0, -9), Buffer.concat([whole, whole.subarray(0, 5)]), whole.subarray(0, 6)]) {
      expect(await openNodeFile(await written('c.zst', bytes), { cache })).toMatch(/cut or damaged/);
    }
  });

  it('makes JSON of what Parquet has and JSON has not', async () => {
    const { corpus } = await opened(await written('rows.parquet', parquet(9)));
    expect((await corpus.entry(8))?.record.value).toEqual({
      question: 'What is 9?',
      answer: '9 = 9\n#### 9',
      id: 9,
      when: '1970-01-01T00:00:09.000Z',
    });
  });

  it('unpacks again when the file changed, and forgets the old state', async () => {
    const path = await written('grown.jsonl.gz', gzipSync(LINES(5)));
    await opened(path);
    await appendFile(path, gzipSync(LINES(2)));
    expect((await opened(path)).corpus.count).toBe(7);
    expect(await readdir(join(cache, 'unpacked'))).toHaveLength(1);
  });

  it('writes nothing back, and says why and what to do', async () => {
    const { corpus } = await opened(await written('a.jsonl.gz', gzipSync(LINES(2))));
    const entry = await corpus.entry(0);
    expect(entry?.writable).toBe(false);
    const plan = await planWriteBack(corpus, { number: 1, hash: entry?.hash ?? '' }, []);
    expect(plan).toMatchObject({ ok: false, refusal: { kind: 'read-only' } });
    expect(JSON.stringify(plan)).toContain('gzip -dk FILE');
  });

  it('keeps nothing where nothing may be kept', async () => {
    const file = await openNodeFile(await written('a.gz', gzipSync(LINES(2))), { cache: null });
    if (typeof file === 'string') throw new Error(file);
    expect((await openCorpus(file.source)).count).toBe(2);
    await file.close();
    await expect(file.source.read(0, 1)).rejects.toThrow();
  });
});

describe('files that cannot be unpacked', () => {
  const tar = Buffer.alloc(1024);
  tar.write('ustar', 257);
  const cut = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length >> 1);
  const damaged = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i > 90 && i < 140 ? byte ^ 0x55 : byte));
  const method12 = Buffer.from(inspectZip(1, 6));
  for (let at = 0; at >= 0; at = method12.indexOf('PK\u0001\u0002', at + 1, 'latin1'))
    if (at > 0) method12.writeUInt16LE(12, at + 10);

  it.each([
    ['a cut gzip file', cut(gzipSync(LINES(999))), /cut or damaged/],
    ['a damaged gzip file', damaged(gzipSync(LINES(999))), /cut or damaged/],
    ['a packed tar archive', gzipSync(tar), /tar archive/],
    ['a file packed twice', gzipSync(gzipSync(LINES(2))), /packed once more/],
    ['a cut Parquet file', cut(parquet(9)), /Parquet file that is cut or damaged/],
    ['a cut archive', cut(inspectZip(9, 6)), /directory is missing/],
    ['another archive', zipSync({ 'a.txt': strToU8('a') }), /no Inspect log/],
    ['an archive packed in an unknown way', method12, /a way \(12\)/],
    ['UTF-16', Buffer.from(`\ufeff${LINES(1)}`, 'utf16le'), /UTF-16/],
  ])('names the reason for %s and leaves nothing behind', async (_name, bytes, reason) => {
    const trouble = await openNodeFile(await written('file', bytes), { cache });
    expect(trouble).toMatch(reason);
    expect(await readdir(join(cache, 'unpacked')).catch(() => [])).toEqual([]);
  });

  it('refuses a file that is made to fill the disk, before it does', async () => {
    const path = await written('bomb.gz', gzipSync(Buffer.alloc(50 << 20, 0x20)));
    const limits: UnpackLimits = { mostBytes: 1 << 30, manyBytes: 10 << 20, mostTimes: 200 };
    expect(await openNodeFile(path, { cache, limits })).toMatch(/more than 200 times its size/);
    expect(await openNodeFile(path, { cache, limits: { ...limits, mostBytes: 1 << 20 } })).toMatch(/is refused/);
    expect(await readdir(join(cache, 'unpacked'))).toEqual([]);
  });

  it('refuses a Parquet file that says it unpacks to too much', async () => {
    const path = await written('large.parquet', parquet(99));
    const limits: UnpackLimits = { mostBytes: 100, manyBytes: 100, mostTimes: 200 };
    expect(await openNodeFile(path, { cache, limits })).toMatch(/too much/);
  });

  it('stops when it is told to and leaves nothing behind', async () => {
    const path = await written('a.gz', gzipSync(LINES(9)));
    await expect(openNodeFile(path, { cache }, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(await readdir(join(cache, 'unpacked'))).toEqual([]);
  });

  it('trusts no size that an archive claims', async () => {
    for (const field of [20, 24]) {
      const bytes = Buffer.from(zipSync({ 'samples/a.json': strToU8('{}') }, { level: 0 }));
      bytes.writeUInt32LE(0x7fffffff, bytes.indexOf('PK\u0001\u0002', 0, 'latin1') + field);
      expect(await openNodeFile(await written('lies.eval', bytes), { cache })).toMatch(/damaged at samples\/a.json/);
    }
  });
});
