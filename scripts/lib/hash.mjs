import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** SHA-256 in hex of texts or bytes. */
export function hashOf(/** @type {(string | Uint8Array)[]} */ ...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/**
 * One hash over names and contents of files; folders are walked, missing paths are left out.
 * @param {string} root
 * @param {readonly string[]} paths relative to root
 */
export function hashOfFiles(root, paths) {
  const files = paths.flatMap((path) => filesUnder(join(root, path))).sort();
  return hashOf(...files.flatMap((file) => [relative(root, file), readFileSync(file)]));
}

/** @returns {string[]} all files at or under a path; none when it is not there */
export function filesUnder(/** @type {string} */ path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
}

/** The text of a small file, or undefined when it cannot be read. */
export function readIfThere(/** @type {string} */ path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
