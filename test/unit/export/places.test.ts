import { describe, expect, it } from 'vitest';
import { memoryFolder } from '../../../src/app/export/memory-folder.ts';
import { FileIsThere, keepingFolder } from '../../../src/app/export/places.ts';
import { type WholeFiles, wholeFileFolder } from '../../../src/app/export/whole-files.ts';
import type { OutputFolder } from '../../../src/app/ports.ts';
import { trlPromptCompletion } from '../../../src/core/export/exporters/trl-prompt-completion.ts';
import type { Exporter } from '../../../src/core/export/types.ts';
import { exported, sourceOf } from '../../helpers/export-runs.ts';

const records = [1, 2].map((index) => ({
  question: `What is ${index}?`,
  reasoning: `It is ${index}.`,
  answer: `${index}`,
}));
const withExtras: Exporter = {
  ...trlPromptCompletion,
  start: (job) => ({
    ...trlPromptCompletion.start(job),
    extras: () => [
      { path: 'run.sh', text: 'run' },
      { path: 'info.json', text: '{}' },
    ],
  }),
};

async function put(folder: ReturnType<typeof memoryFolder>, path: string, text: string): Promise<void> {
  const file = await folder.create(path);
  await file.write(new TextEncoder().encode(text));
  await file.close();
}

describe('a folder that keeps what is there', () => {
  it('refuses a file beside the rows that nobody knew of, and nothing is left of the export', async () => {
    const folder = memoryFolder();
    await put(folder, 'info.json', 'mine');
    const run = exported([await sourceOf(records)], {
      exporter: withExtras,
      folder: { ...folder, ...keepingFolder(folder, ['train.jsonl']) },
    });
    await expect(run).rejects.toThrow(FileIsThere);
    expect([...folder.files.keys()]).toEqual(['info.json']);
    expect(folder.text('info.json')).toBe('mine');
  });

  it('replaces what was agreed to', async () => {
    const folder = memoryFolder();
    await put(folder, 'info.json', 'mine');
    const keeping = keepingFolder(folder, ['info.json']);
    await exported([await sourceOf(records)], { exporter: withExtras, folder: { ...folder, ...keeping } });
    expect([...folder.files.keys()].sort()).toEqual(['info.json', 'run.sh', 'train.jsonl']);
    expect(folder.text('info.json')).toBe('{}');
  });
});

/** A file system in memory as the editor's are: folders come with the files in them and stay. */
function wholeFiles() {
  const files = new Map<string, Uint8Array>();
  const folders = new Set<string>();
  const parents = (path: string) => path.split('/').map((_, index, all) => all.slice(0, index).join('/'));
  const get = (path: string) => files.get(path) ?? new Uint8Array();
  const within = (path: string) => (path === '' ? '' : `${path}/`);
  const fs: WholeFiles = {
    has: async (path) => files.has(path) || folders.has(path),
    write: async (path, bytes) => {
      for (const each of parents(path)) folders.add(each);
      files.set(path, bytes);
    },
    read: async (path) => ({
      sizeBytes: get(path).length,
      version: '1',
      read: async (start, end) => get(path).subarray(start, end),
    }),
    move: async (from, to) => {
      files.set(to, get(from));
      files.delete(from);
    },
    remove: async (path) => {
      files.delete(path);
      folders.delete(path);
    },
    isEmpty: async (path) =>
      ![...files.keys(), ...folders].some((each) => each !== path && each.startsWith(within(path))),
  };
  return { fs, files, folders };
}

async function stoppedExport(folder: OutputFolder): Promise<void> {
  const stop = new AbortController();
  const exporter: Exporter = {
    ...trlPromptCompletion,
    files: trlPromptCompletion.files.map((file) => ({ ...file, path: () => 'mine/data/train.jsonl' })),
  };
  const run = exported([await sourceOf(records)], {
    exporter,
    folder: { ...memoryFolder(), ...folder },
    signal: stop.signal,
    onPause: () => stop.abort(),
  });
  await expect(run).rejects.toThrow();
}

describe('a folder in a file system of whole files', () => {
  it('gets the same files as any other', async () => {
    const { fs, files } = wholeFiles();
    const memory = memoryFolder();
    const source = await sourceOf(records);
    await exported([source], { exporter: withExtras, folder: memory });
    await exported([source], { exporter: withExtras, folder: { ...memoryFolder(), ...wholeFileFolder(fs, 1 << 20) } });
    expect(Object.fromEntries(files)).toEqual(Object.fromEntries(memory.files));
  });

  it('has nothing in it after an export that was stopped, not even folders', async () => {
    const before = [[], ['', 'mine'], ['', 'mine', 'mine/data']];
    for (const there of before) {
      const { fs, files, folders } = wholeFiles();
      for (const each of there) folders.add(each);
      await stoppedExport(wholeFileFolder(fs, 1 << 20));
      expect([...files.keys()]).toEqual([]);
      expect([...folders]).toEqual(there);
    }
  });

  it('refuses files that are too large in words for people, and paths that lead out of it', async () => {
    const { fs, files } = wholeFiles();
    const folder = wholeFileFolder(fs, 3 << 20);
    const file = await folder.create('train.jsonl');
    await file.write(new Uint8Array(2 << 20));
    await expect(file.write(new Uint8Array(2 << 20))).rejects.toThrow('train.jsonl is larger than 3 MB');
    await file.close();
    await folder.remove('train.jsonl');
    expect([...files.keys()]).toEqual([]);
    await expect(folder.create('../x')).rejects.toThrow('leads out');
  });
});
