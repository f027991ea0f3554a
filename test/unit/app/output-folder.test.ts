import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeOutputFolder } from '../../../src/platform/node/output-folder.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cot-lens-out-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function write(folder: ReturnType<typeof nodeOutputFolder>, path: string): Promise<void> {
  const file = await folder.create(path);
  await file.write(new TextEncoder().encode('x'));
  await file.close();
}

describe('a local folder to write to', () => {
  it('takes the folders that it made away with their last file', async () => {
    const folder = nodeOutputFolder(join(root, 'a', 'b'));
    await write(folder, 'data/train.jsonl');
    await write(folder, 'data/more/valid.jsonl');
    await folder.remove('data/train.jsonl');
    expect(readdirSync(join(root, 'a', 'b', 'data'))).toEqual(['more']);
    await folder.remove('data/more/valid.jsonl');
    expect(readdirSync(root)).toEqual([]);
  });

  it('leaves folders that were there, and those that hold something else', async () => {
    mkdirSync(join(root, 'mine'));
    const folder = nodeOutputFolder(join(root, 'mine'));
    await write(folder, 'data/train.jsonl');
    await folder.remove('data/train.jsonl');
    expect(readdirSync(join(root, 'mine'))).toEqual([]);
    await write(folder, 'data/train.jsonl');
    writeFileSync(join(root, 'mine', 'data', 'notes.txt'), 'mine');
    await folder.remove('data/train.jsonl');
    await folder.remove('data/never-there.jsonl');
    expect(readdirSync(join(root, 'mine', 'data'))).toEqual(['notes.txt']);
  });

  it('refuses a path that leads out of it', async () => {
    await expect(nodeOutputFolder(join(root, 'a')).create('../b')).rejects.toThrow('leads out of the folder');
  });
});
