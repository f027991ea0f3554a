import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the bundles take data from without bundling code. */
const DATA_PACKAGES = ['node_modules/js-tiktoken'];
const LICENCE_FILE = /^licen[cs]e(\.(md|txt))?$/i;
const RULE = '-'.repeat(80);

/**
 * The licences of everything that is in the bundles, as one text: what each package's licence asks for when its code is
 * handed on.
 * @param {string} root
 * @param {Iterable<import('esbuild').Metafile>} metafiles
 */
export function noticesOf(root, metafiles) {
  const folders = new Set(DATA_PACKAGES);
  for (const { outputs } of metafiles) {
    for (const output of Object.values(outputs)) {
      for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
        const folder = packageFolder(path);
        if (folder !== null && bytesInOutput > 0) folders.add(folder);
      }
    }
  }
  const parts = [...folders].map((folder) => noticeOf(join(root, folder)));
  const head = 'CoT Lens contains code or data of these packages, under their licences.';
  return [head, ...new Set(parts.sort())].join(`\n\n${RULE}\n\n`);
}

/**
 * The folder of the package that a bundled file is from; null for our own.
 * @param {string} path
 */
function packageFolder(path) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? null;
}

/** @param {string} folder */
function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => LICENCE_FILE.test(each));
  const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim() : '';
  return `${name} ${version} (${license})${text === '' ? '' : `\n\n${text}`}`;
}
