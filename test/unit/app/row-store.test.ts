import { expect, it } from 'vitest';
import { openRows, type RowKind, readRows } from '../../../src/app/row-store.ts';
import { memoryFile } from './memory-files.ts';

interface Note {
  readonly v: 2;
  readonly id: string;
  readonly text: string;
}

const NOTES: RowKind<Note> = {
  migrations: [({ words, ...rest }) => ({ ...rest, text: words })],
  read: ({ id, text }) => (typeof id === 'string' && typeof text === 'string' ? { v: 2, id, text } : null),
};

const OLD = '{"v":1,"id":"a","words":"one"}\n';

it('reads rows of earlier versions as rows of the newest, and leaves the file as it is', async () => {
  const file = memoryFile(Buffer.from(OLD));
  expect(await readRows(file, NOTES)).toEqual({ rows: [{ v: 2, id: 'a', text: 'one' }], newer: 0, damaged: 0 });
  expect(Buffer.from(file.bytes).toString()).toBe(OLD);
});

it('knows the id of a migrated row, so that it is not stored twice', async () => {
  const file = memoryFile(Buffer.from(OLD));
  expect(await (await openRows(file, NOTES)).append({ v: 2, id: 'a', text: 'one' })).toBe(false);
  expect(await (await openRows(file, NOTES)).append({ v: 2, id: 'b', text: 'two' })).toBe(true);
  expect(Buffer.from(file.bytes).toString()).toBe(`${OLD}{"v":2,"id":"b","text":"two"}\n`);
});

it('keeps rows of a later version and counts them apart from damaged ones', async () => {
  const later = '{"v":3,"id":"z"}\n{"v":2,"id":"no text"}\n';
  const file = memoryFile(Buffer.from(later));
  await (await openRows(file, NOTES)).append({ v: 2, id: 'b', text: 'two' });
  expect(await readRows(file, NOTES)).toMatchObject({ rows: [{ id: 'b' }], newer: 1, damaged: 1 });
  expect(Buffer.from(file.bytes).toString().startsWith(later)).toBe(true);
});

it('keeps up with what another window appends, reads no row twice, and writes what waits in one go', async () => {
  const file = memoryFile();
  let writes = 0;
  let readBytes = 0;
  const counted = {
    read: async (start: number, end: number) => {
      const bytes = await file.read(start, end);
      readBytes += bytes.length;
      return bytes;
    },
    append: async (bytes: Uint8Array) => {
      writes += 1;
      await file.append(bytes);
    },
  };
  const seen: string[] = [];
  const here = await openRows(counted, NOTES, ({ id }) => seen.push(id));
  const there = await openRows(file, NOTES);
  const rows = Array.from({ length: 500 }, (_, index): Note => ({ v: 2, id: `n${index}`, text: 'x' }));
  expect(await Promise.all(rows.map((row) => here.append(row)))).toEqual(Array(500).fill(true));
  expect(writes).toBeLessThan(5);
  expect(await there.append({ v: 2, id: 'n7', text: 'other' })).toBe(false);
  expect(await there.append({ v: 2, id: 'theirs', text: 'y' })).toBe(true);
  expect(await here.append({ v: 2, id: 'theirs', text: 'z' })).toBe(false);
  expect(seen).toEqual([...rows.map(({ id }) => id), 'theirs']);
  expect(readBytes).toBe(file.bytes.length);
});

it('says that a row is not stored when the disk refuses it, and takes it later', async () => {
  const file = memoryFile();
  let full = true;
  const log = await openRows(
    {
      ...file,
      read: file.read,
      append: async (bytes) => (full ? Promise.reject(new Error('full')) : file.append(bytes)),
    },
    NOTES,
  );
  await expect(log.append({ v: 2, id: 'a', text: 'x' })).rejects.toThrow('full');
  full = false;
  expect(await log.append({ v: 2, id: 'a', text: 'x' })).toBe(true);
});
