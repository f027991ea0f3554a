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
