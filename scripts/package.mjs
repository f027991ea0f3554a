// Packages the extension into dist/cot-lens.vsix. A warning of vsce is a failure.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { hashOfFiles, readIfThere } from './lib/hash.mjs';
import { BIN, DIST, ROOT, VSIX } from './lib/paths.mjs';
import { exitOnSignals, isMain, run, runMain, Trouble, underProjectNode } from './lib/processes.mjs';

const STAMP = join(DIST, 'meta', 'vsix.stamp');
const INPUTS = [
  '.vscodeignore',
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'media',
  'syntaxes',
  'samples',
  'dist/extension.cjs',
  'dist/server.cjs',
  'dist/analysis-worker.cjs',
  'dist/cli.js',
  'dist/webview',
  'dist/ranks',
];

/** Packages what `build` wrote, unless nothing changed since the last time. Resolves to the path of the VSIX. */
export async function packageExtension() {
  const key = hashOfFiles(ROOT, INPUTS);
  if (existsSync(VSIX) && readIfThere(STAMP) === key) return VSIX;
  // The package stands for itself: no repository is named, so links stay relative to the README.
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '-o', VSIX];
  const { code, output } = await run(join(BIN, 'vsce'), ['package', ...options], { cwd: ROOT, quiet: true });
  if (code !== 0) throw new Trouble(`vsce package failed (exit ${code}):\n${output.trim()}`);
  const warnings = output.split('\n').filter((line) => /\bWARN(ING)?\b/.test(line));
  if (warnings.length > 0) throw new Trouble(`vsce package gave warnings:\n${warnings.join('\n')}`);
  writeFileSync(STAMP, key);
  return VSIX;
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    exitOnSignals();
    await bootstrap();
    await underProjectNode();
    await build({ quiet: true });
    console.log(await packageExtension());
  });
}
