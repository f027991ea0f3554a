import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeAppendFile, nodeByteSource, replaceBytes } from '../../../src/platform/node/files.ts';
import { spliced } from './memory-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'cot-lens-files-'));
const path = join(folder, 'file.jsonl');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('replacing bytes of a file', () => {
  it('gives what the plain splice gives, for patches that grow, shrink or keep the length', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(),
        fc.nat(),
        fc.uint8Array({ maxLength: 300 }),
        async (before, a, b, bytes) => {
          const places = [a, b].map((place) => place % (before.length + 1)).sort((x, y) => x - y);
          const patch = { startByte: places[0] ?? 0, endByte: places[1] ?? 0, bytes };
          writeFileSync(path, before);
          await replaceBytes(path, patch);
          expect(readFileSync(path).equals(spliced(before, patch))).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  // The tail is moved in blocks of 4 MiB: these lengths put it below, at and above the borders.
  it.each([
    [1, 5 << 20],
    [-1, 5 << 20],
    [(4 << 20) + 3, 9 << 20],
    [-((4 << 20) + 3), 9 << 20],
    [7, 4 << 20],
  ])('moves a long tail by %i bytes', async (shift, tail) => {
    const gap = Math.max(10, 10 - shift);
    const before = new Uint8Array(100 + gap + tail);
    for (let i = 0; i < before.length; i += 1) before[i] = (i * 31 + (i >>> 8)) & 255;
    const patch = { startByte: 100, endByte: 100 + gap, bytes: new Uint8Array(gap + shift).fill(7) };
    writeFileSync(path, before);
    await replaceBytes(path, patch);
    expect(readFileSync(path).equals(spliced(before, patch))).toBe(true);
  });

  it('follows links, keeps the mode and leaves nothing else behind', async () => {
    writeFileSync(path, 'abc');
    chmodSync(path, 0o640);
    const link = join(folder, 'link.jsonl');
    symlinkSync(path, link);
    await replaceBytes(link, { startByte: 1, endByte: 2, bytes: Buffer.from('BBB') });
    expect(readFileSync(path, 'utf8')).toBe('aBBBc');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['file.jsonl', 'link.jsonl']);
  });

  it('rejects and leaves nothing behind when the file is not there', async () => {
    await expect(
      replaceBytes(join(folder, 'none'), { startByte: 0, endByte: 0, bytes: Buffer.from('x') }),
    ).rejects.toThrow();
    expect(readdirSync(folder).filter((name) => name.includes('none') || name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('a local file', () => {
  it('gives ranges, fewer bytes at its end, and another version when it changed', async () => {
    writeFileSync(path, 'hello');
    const source = await nodeByteSource(path);
    expect(Buffer.from(await source.read(1, 3)).toString()).toBe('el');
    expect(Buffer.from(await source.read(3, 99)).toString()).toBe('lo');
    writeFileSync(path, 'hello!');
    expect((await nodeByteSource(path)).version).not.toBe(source.version);
    await expect(nodeByteSource(join(folder, 'none'))).rejects.toThrow();
  });

  it('that only grows begins empty and grows', async () => {
    const file = nodeAppendFile(join(folder, 'grows'));
    expect(await file.read(0, 100)).toHaveLength(0);
    await file.append(Buffer.from('one'));
    await file.append(Buffer.from('two'));
    expect(Buffer.from(await file.read(0, 100)).toString()).toBe('onetwo');
  });

  it('takes large rows of two writers at once without mixing them', async () => {
    const name = join(folder, 'two-writers');
    // Far more than what Node writes at once when it is left to cut by itself.
    const row = (letter: string): Buffer => Buffer.from(`${letter.repeat(3 << 20)}\n`);
    const letters = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all(letters.map((letter) => nodeAppendFile(name).append(row(letter))));
    const lines = readFileSync(name, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => [line.length, new Set(line).size])).toEqual(letters.map(() => [3 << 20, 1]));
  });
});
