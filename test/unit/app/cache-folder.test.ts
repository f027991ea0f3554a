import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cacheFolder, pruneFolder } from '../../../src/platform/node/cache-folder.ts';

it('is named by the environment, turned off by it, or where the system keeps such things', () => {
  expect(cacheFolder({ COT_LENS_CACHE: '/a/b' })).toBe('/a/b');
  expect(cacheFolder({ COT_LENS_CACHE: 'off' })).toBeNull();
  expect(cacheFolder({ XDG_CACHE_HOME: '/caches' }, 'linux')).toBe(join('/caches', 'cot-lens'));
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative' }, 'linux')).toMatch(/\.cache.cot-lens$/);
  expect(cacheFolder({ COT_LENS_CACHE: '' }, 'darwin')).toMatch(/Library.Caches.cot-lens$/);
  expect(cacheFolder({ LOCALAPPDATA: 'C:\\local' }, 'win32')).toContain('cot-lens');
});

it('loses what nobody used for 30 days, and unfinished files after an hour', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cot-lens-cache-'));
  const now = Date.now();
  const ages = { 'new.idx': 0, 'old.idx': 29 * 24, 'ancient.idx': 31 * 24, 'busy.1.tmp': 0, 'killed.2.tmp': 2 };
  for (const [name, hours] of Object.entries(ages)) {
    await writeFile(join(folder, name), '');
    await utimes(join(folder, name), now / 1000 - hours * 3600, now / 1000 - hours * 3600);
  }
  await pruneFolder(folder, now);
  expect((await readdir(folder)).sort()).toEqual(['busy.1.tmp', 'new.idx', 'old.idx']);
  await rm(folder, { recursive: true });
  await pruneFolder(folder, now);
});
