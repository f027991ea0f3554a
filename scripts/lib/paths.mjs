// Places that every script shares. Only Node's own modules: this runs before the first install.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..', '..');
export const NODE_MODULES = join(ROOT, 'node_modules');
export const BIN = join(NODE_MODULES, '.bin');
export const DIST = join(ROOT, 'dist');
export const VSIX = join(DIST, 'cot-lens.vsix');
export const SAMPLES = join(ROOT, 'samples');
export const RESULTS = join(ROOT, '.test-results');
export const SHARED = resolve(ROOT, '..', 'shared');

/** Folder outside the clone for large downloads, so that a second clone starts in seconds. `COT_LENS_CACHE` moves it. */
export function cacheDir() {
  return process.env.COT_LENS_CACHE ? resolve(process.env.COT_LENS_CACHE) : join(homedir(), '.cache', 'cot-lens');
}

/** The Node 24 that the project installs as a dependency. */
export function projectNode() {
  return process.platform === 'win32'
    ? join(NODE_MODULES, 'node', 'bin', 'node.exe')
    : join(NODE_MODULES, 'node', 'bin', 'node');
}
