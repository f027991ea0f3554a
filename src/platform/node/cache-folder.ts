import { createHash, randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Environment variable that names another folder for what is kept between runs; "off" keeps nothing. */
export const CACHE_VARIABLE = 'COT_LENS_CACHE';

const HOUR_MS = 60 * 60 * 1000;
const MOST_UNUSED_MS = 30 * 24 * HOUR_MS;

/** The folder for what is kept between runs: named by the environment, else where the system puts caches. Null: keep nothing. */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const named = env[CACHE_VARIABLE];
  if (named !== undefined && named !== '') return named === 'off' ? null : named;
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'cot-lens', 'Cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'cot-lens');
  const caches = env.XDG_CACHE_HOME;
  return join(caches?.startsWith('/') ? caches : join(homedir(), '.cache'), 'cot-lens');
}

/** Name under which something of a file is kept: the same for the same words. */
export function cacheName(...words: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 32);
}

/** A name that nobody else writes to, for a file that is put in its place when it is whole. */
export function unfinishedName(path: string): string {
  return `${path}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`;
}

/**
 * Removes the files of a cache folder that nobody opened for 30 days, and unfinished ones that nobody wrote to for an hour (their
 * process was killed); what cannot be removed stays.
 */
export async function pruneFolder(folder: string, now: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const path = join(folder, name);
    const stats = await stat(path).catch(() => null);
    const most = name.endsWith('.tmp') ? HOUR_MS : MOST_UNUSED_MS;
    if (stats?.isFile() && now - Math.max(stats.mtimeMs, stats.atimeMs) > most) {
      await rm(path, { force: true }).catch(() => {});
    }
  }
}
