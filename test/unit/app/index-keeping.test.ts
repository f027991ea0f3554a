import { appendFile, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeIndex, encodeIndex } from '../../../src/app/index/codec.ts';
import { readIndex } from '../../../src/app/index/read-index.ts';
import type { IndexKeeper, KeptIndex } from '../../../src/app/index/types.ts';
import { type Corpus, openCorpus } from '../../../src/app/open-corpus.ts';
import type { ByteSource } from '../../../src/app/ports.ts';
import { nodeByteSource } from '../../../src/platform/node/files.ts';
import { nodeIndexKeeper } from '../../../src/platform/node/index-keeper.ts';

const LINE = (n: number, words = 20): string =>
  JSON.stringify({ question: `What is ${n}?`, answer: `${'word '.repeat(words)}= ${n}\n#### ${n}` });
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => `${LINE(from + i)}\n`).join('');

let folder = '';
let path = '';
let cache = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cot-lens-index-'));
  path = join(folder, 'corpus.jsonl');
  cache = join(folder, 'cache');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A keeper on the disk whose last storing can be awaited. */
function keeping(): IndexKeeper & { stored(): Promise<KeptIndex> } {
  const disk = nodeIndexKeeper(cache, path, 0);
  let done: (kept: KeptIndex) => void = () => {};
  const stored = new Promise<KeptIndex>((resolve) => {
    done = resolve;
  });
  return {
    load: () => disk.load(),
    store: async (kept) => {
      await disk.store(kept);
      done(kept);
    },
    stored: () => stored,
  };
}

/** The source of the file, with the bytes that a pass over it took. */
async function counted(): Promise<ByteSource & { passed(): number }> {
  const source = await nodeByteSource(path);
  let passed = 0;
  return {
    ...source,
    passed: () => passed,
    async *chunks(start) {
      for await (const chunk of source.chunks?.(start) ?? []) {
        passed += chunk.length;
        yield chunk;
      }
    },
  };
}

async function openAndKeep(): Promise<Corpus> {
  const keeper = keeping();
  const corpus = await openCorpus(await nodeByteSource(path), {}, undefined, keeper);
  await keeper.stored();
  return corpus;
}

async function openAgain(): Promise<{ readonly corpus: Corpus; readonly passed: number }> {
  const source = await counted();
  const corpus = await openCorpus(source, {}, undefined, nodeIndexKeeper(cache, path, 0));
  return { corpus, passed: source.passed() };
}

const spansOf = (corpus: Corpus) => Array.from({ length: corpus.count }, (_, i) => corpus.span(i));

describe('an index that is kept', () => {
  it('opens the file again without a pass over it, with the same records', async () => {
    await writeFile(path, lines(0, 3000));
    const first = await openAndKeep();
    const { corpus, passed } = await openAgain();
    expect(passed).toBe(0);
    expect(spansOf(corpus)).toEqual(spansOf(first));
    expect((await corpus.entry(2999))?.traces[0]?.answer?.text).toBe('2999');
  });

  it('reads only what came to a file that grew', async () => {
    await writeFile(path, `${lines(0, 3000)}{"question":"cut`);
    await openAndKeep();
    const more = `"}\n${lines(3001, 3010)}`;
    await appendFile(path, more);
    const { corpus, passed } = await openAgain();
    expect(passed).toBe('{"question":"cut'.length + more.length);
    expect(spansOf(corpus)).toEqual(spansOf(await openCorpus(await nodeByteSource(path))));
    expect(corpus.count).toBe(3010);
  });

  it('is not used when the file changed at its start, in its middle, at its end, or became shorter', async () => {
    const text = lines(0, 3000);
    const middle = text.length >> 1;
    for (const changed of [
      `\n${text}`,
      text.slice(0, middle) + lines(0, 1) + text.slice(middle),
      `${text.slice(0, -3)}\n\n\n${lines(0, 9)}`,
      text.slice(0, middle),
    ]) {
      await writeFile(path, text);
      await openAndKeep();
      await writeFile(path, changed);
      const { corpus, passed } = await openAgain();
      expect(passed).toBe(changed.length);
      expect(spansOf(corpus)).toEqual(spansOf(await openCorpus(await nodeByteSource(path))));
    }
  });

  it('is not used when only the time of the file changed, as the change may stand anywhere', async () => {
    await writeFile(path, lines(0, 3000));
    await openAndKeep();
    await utimes(path, 1, 1);
    expect((await openAgain()).passed).toBe(lines(0, 3000).length);
  });

  it('is made again when the kept one is cut, damaged or something else', async () => {
    await writeFile(path, lines(0, 500));
    const first = await openAndKeep();
    const [name = ''] = await readdir(join(cache, 'index'));
    const whole = await readFile(join(cache, 'index', name));
    const flipped = (at: number) => whole.map((byte, i) => (i === at ? byte ^ 1 : byte));
    for (const bytes of [
      whole.subarray(0, -1),
      whole.subarray(0, 5),
      flipped(whole.length - 7),
      flipped(2),
      '{}',
      '',
    ]) {
      await writeFile(join(cache, 'index', name), bytes);
      const { corpus, passed } = await openAgain();
      expect(passed).toBe(lines(0, 500).length);
      expect(spansOf(corpus)).toEqual(spansOf(first));
    }
  });

  it('leaves one whole file behind, and is no trouble when the folder cannot be written', async () => {
    await writeFile(path, lines(0, 10));
    await openAndKeep();
    await appendFile(path, lines(10, 12));
    await openAndKeep();
    expect((await keptOf())?.index.count).toBe(12);
    expect((await readdir(join(cache, 'index'))).filter((name) => !name.endsWith('.idx'))).toEqual([]);
    await writeFile(join(folder, 'file'), '');
    const nowhere = nodeIndexKeeper(join(folder, 'file'), path, 0);
    await nowhere.store((await keptOf()) as KeptIndex);
    expect(await nowhere.load()).toBeNull();
  });

  it('comes back from its bytes as it was', async () => {
    for (const text of ['', '[1,{"a":2', lines(0, 7), '{\n"a":1\n}']) {
      await writeFile(path, text);
      const kept = { version: 'v', fingerprint: 'f', index: await readIndex(await nodeByteSource(path)) };
      expect(decodeIndex(encodeIndex(kept))).toEqual(kept);
    }
  });
});

async function keptOf(): Promise<KeptIndex | null> {
  return nodeIndexKeeper(cache, path, 0).load();
}

describe('awkward files, read afresh and with a kept index', () => {
  const MARK = '\ufeff';
  const long = JSON.stringify({ question: 'q', answer: `${'x'.repeat(40 << 20)}\n#### 5` });
  const invalid = Buffer.from(`${LINE(1)}\n${LINE(2).replace('word', 'w\u00ffrd')}\n${LINE(3)}\n`, 'latin1');
  const cases: readonly (readonly [string, string | Uint8Array, readonly number[], readonly (string | undefined)[]])[] =
    [
      ['a byte order mark', MARK + lines(1, 4), [1, 2, 3], ['1', '2', '3']],
      ['CRLF', lines(1, 4).replaceAll('\n', '\r\n'), [1, 2, 3], ['1', '2', '3']],
      ['a mark, CRLF and blank lines', MARK + lines(1, 3).replaceAll('\n', '\r\n \r\n'), [1, 3], ['1', '2']],
      ['a cut last line', lines(1, 3) + LINE(3).slice(0, 40), [1, 2, 3], ['1', '2', undefined]],
      ['lines of 40 MB', `${LINE(1)}\n${long}\n${LINE(3)}`, [1, 2, 3], ['1', '5', '3']],
      ['a first line of 40 MB', `${long}\n${LINE(2)}`, [1, 2], ['5', '2']],
      ['bytes that are not UTF-8', invalid, [1, 2, 3], ['1', '2', '3']],
      ['an array over several lines', `[\n${LINE(1)},\n${LINE(2)}\n]`, [1, 2], ['1', '2']],
    ];

  it.each(cases)('reads %s', async (name, content, numbers, answers) => {
    await writeFile(path, content);
    const opened = [await openAndKeep()];
    const { corpus, passed } = await openAgain();
    expect(passed).toBe(0);
    for (const each of [...opened, corpus]) {
      expect(spansOf(each).map((span) => span?.number)).toEqual(numbers);
      const entries = await Promise.all(numbers.map((_, i) => each.entry(i)));
      expect(entries.map((entry) => entry?.traces[0]?.answer?.text)).toEqual(answers);
      expect(entries.every((entry) => entry?.writable)).toBe(name !== 'bytes that are not UTF-8');
    }
  });
});
