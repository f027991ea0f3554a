// `npm run bench`: all benchmarks in their short form, with one table of their ratios. `npm run bench -- tokens` runs those whose
// name contains the word; `--check` compares the ratios with test/bench/ledger.json and fails where one is much worse;
// `--write` stores them there. Seconds are never compared: machines differ. Not a part of `npm test`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { readArgs } from './lib/args.mjs';
import { readIfThere } from './lib/hash.mjs';
import { ROOT } from './lib/paths.mjs';
import { exitOnSignals, isMain, runMain, Trouble, underProjectNode } from './lib/processes.mjs';

const USAGE = 'npm run bench [-- WORD] [-- --check | --write]';
const FOLDER = join(ROOT, 'test', 'bench');
const LEDGER = join(FOLDER, 'ledger.json');

/** Each benchmark with the arguments of its short form. */
const RUNS = [
  ['tokens', 'o200k_base', '3'],
  ['tokens', 'cl100k_base', '3'],
  ['tokens', 'p50k_base', '3'],
  ['tokens', 'r50k_base', '3'],
  ['analysis', '3'],
  ['server'],
  ['index', '300'],
  ['filter', '60', '3'],
  ['export', '60'],
  ['statistics', '1000'],
  ['analyze', '15', '45'],
  ['endpoints', '160', '3'],
  ['start'],
];

/** A ratio may be that much worse than the ledger's before it counts as a loss: shared machines move it by a third. */
const MARGIN = 1.7;
/** Sizes do not move with the machine. */
const SIZE_MARGIN = 1.15;

/** @typedef {import('../test/bench/ratios.ts').Ratio} Ratio */

/**
 * @param {string[]} run
 * @param {string} ratios
 */
function runBench([name = '', ...words], ratios) {
  console.log(`\n== ${name} ${words.join(' ')}`);
  const env = { ...process.env, COT_LENS_RATIOS: ratios };
  const { status } = spawnSync(process.execPath, [join(FOLDER, `${name}.bench.ts`), ...words], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Trouble(`bench: ${name} ended with ${status}`);
}

/**
 * @param {Ratio} now
 * @param {Ratio | undefined} before
 */
function isWorse(now, before) {
  if (!before) return false;
  const loss = now.better === 'higher' ? before.value / now.value : now.value / before.value;
  return loss > (now.unit === 'kB' ? SIZE_MARGIN : MARGIN);
}

/**
 * @param {readonly Ratio[]} ratios
 * @param {Map<string, Ratio>} ledger
 */
function printTable(ratios, ledger) {
  console.log('\n| ratio | now | ledger | |');
  console.log('| --- | ---: | ---: | --- |');
  for (const ratio of ratios) {
    const before = ledger.get(ratio.name);
    const verdict = isWorse(ratio, before) ? 'WORSE' : `${ratio.better} is better`;
    const figure = (/** @type {number} */ value) => (ratio.unit === 'kB' ? String(value) : value.toPrecision(3));
    console.log(
      `| ${ratio.name} | ${figure(ratio.value)} ${ratio.unit} | ${before ? figure(before.value) : ''} | ${verdict} |`,
    );
  }
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    const options = { check: { type: 'boolean' }, write: { type: 'boolean' } };
    const { values, positionals } = readArgs(/** @type {const} */ (options), USAGE);
    exitOnSignals();
    await bootstrap();
    await underProjectNode();
    await build({ quiet: true });
    const folder = mkdtempSync(join(tmpdir(), 'cot-lens-ratios-'));
    const file = join(folder, 'ratios.jsonl');
    try {
      const runs = RUNS.filter(([name = '']) => name.includes(positionals[0] ?? ''));
      if (runs.length === 0) throw new Trouble(`bench: no benchmark has "${positionals[0]}" in its name. ${USAGE}`);
      for (const run of runs) runBench(run, file);
      const lines = (readIfThere(file) ?? '').split('\n').filter((line) => line !== '');
      /** @type {Ratio[]} */
      const ratios = lines.map((line) => JSON.parse(line));
      /** @type {{ ratios: Ratio[] }} */
      const { ratios: known } = JSON.parse(readFileSync(LEDGER, 'utf8'));
      const ledger = new Map(known.map((ratio) => [ratio.name, ratio]));
      printTable(ratios, ledger);
      if (values.write) {
        for (const ratio of ratios) ledger.set(ratio.name, { ...ratio, value: Number(ratio.value.toPrecision(3)) });
        const machine = `${cpus().length} cores of ${cpus()[0]?.model ?? 'an unknown processor'}, Node ${process.version}`;
        const text = { machine, date: new Date().toISOString().slice(0, 10), ratios: [...ledger.values()] };
        writeFileSync(LEDGER, `${JSON.stringify(text, null, 2)}\n`);
      }
      const worse = ratios.filter((ratio) => isWorse(ratio, ledger.get(ratio.name)));
      if (values.check && worse.length > 0) {
        throw new Trouble(`bench: worse than the ledger by far: ${worse.map(({ name }) => name).join(', ')}`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
