/**
 * Sizes of the bundles, and how long they take to load in a fresh process against an empty program: the extension's with a
 * stand-in for the module `vscode`, and the command line's `--version`. Run with `node test/bench/start.bench.ts` after
 * `npm run build`. The activation itself is measured by the host suite.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { median, tellRatio } from './ratios.ts';

const dist = resolve(import.meta.dirname, '../../dist');
const ROUNDS = 9;

/** Loads the bundle as a host would, but activates nothing. */
const LOAD_EXTENSION = `
const { Module } = require('node:module');
const stand = new Proxy(class {}, { get: (target, key) => (key === Symbol.toPrimitive ? () => '' : stand), apply: () => stand });
const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? stand : load(name, ...rest));
require(${JSON.stringify(join(dist, 'extension.cjs'))});
`;

function milliseconds(words: readonly string[]): number {
  const start = performance.now();
  const run = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return performance.now() - start;
}

const programs: readonly (readonly [string, readonly string[]])[] = [
  ['empty program', ['-e', '0']],
  ['extension bundle, loaded', ['-e', LOAD_EXTENSION]],
  ['cot-lens --version', [join(dist, 'cli.js'), '--version']],
];
const times = programs.map(() => [] as number[]);
for (let round = 0; round < ROUNDS; round++) {
  programs.forEach(([, words], index) => {
    times[index]?.push(milliseconds(words));
  });
}
const empty = median(times[0] ?? []);
console.log('| start | ms | x empty program |');
console.log('| --- | ---: | ---: |');
programs.forEach(([name], index) => {
  const ms = median(times[index] ?? []);
  console.log(`| ${name} | ${ms.toFixed(0)} | ${(ms / empty).toFixed(1)} |`);
  const key = `start.${name.replaceAll(/[ ,-]+/g, '-')}`;
  if (index > 0) tellRatio({ name: key, value: ms / empty, better: 'lower', unit: 'x empty program' });
});

const bundles = ['', 'webview', 'ranks'].flatMap((folder) =>
  readdirSync(join(dist, folder))
    .filter((file) => /\.(cjs|js|json)$/.test(file))
    .map((file) => join(folder, file)),
);
console.log('\n| file | kB |');
console.log('| --- | ---: |');
for (const file of bundles) {
  const value = Math.round(statSync(join(dist, file)).size / 1000);
  console.log(`| ${file} | ${value} |`);
  tellRatio({ name: `size.${file}`, value, better: 'lower', unit: 'kB' });
}
