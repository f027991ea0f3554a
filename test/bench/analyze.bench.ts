/**
 * Speed and memory of `cot-lens analyze` over corpora of growing size, each run in a process of its own with an idle reader of its
 * results. Run with `node test/bench/analyze.bench.ts [MB ...] [-- further words of the command]` after `npm run build`; the corpora
 * are made from samples/long-thinking.jsonl with other numbers in each round, in the folder for temporary files.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeCorpus } from './made-corpus.ts';
import { tellRatio } from './ratios.ts';

const root = resolve(import.meta.dirname, '../..');
const cli = process.env.COT_LENS_CLI ?? join(root, 'dist/cli.js');
const words = process.argv.slice(2);
const split = words.includes('--') ? words.indexOf('--') : words.length;
const sizes = split === 0 ? [100, 500, 1000] : words.slice(0, split).map(Number);
const further = words.slice(split + 1);
const folder = mkdtempSync(join(tmpdir(), 'cot-lens-bench-'));
const corpus = join(folder, 'corpus.jsonl');

/** Fields of `/usr/bin/time -v`. */
function figure(report: string, name: string): number {
  return Number(new RegExp(`${name}.*: ([\\d.]+)`).exec(report)?.[1] ?? Number.NaN);
}

const peaks: number[] = [];
try {
  console.log('| MB | records | seconds | MB/s | processor time, s | memory at most, MB |');
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const megabytes of sizes) {
    const records = await makeCorpus(corpus, megabytes);
    const size = statSync(corpus).size / 1e6;
    const start = performance.now();
    const run = spawnSync(
      '/usr/bin/time',
      ['-v', process.execPath, cli, 'analyze', corpus, '--json', '--out', '/dev/null', ...further],
      { encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, COT_LENS_CACHE: 'off' } },
    );
    const seconds = (performance.now() - start) / 1000;
    if (run.status !== 0) throw new Error(run.stderr);
    const processor = figure(run.stderr, 'User time') + figure(run.stderr, 'System time');
    const memory = figure(run.stderr, 'Maximum resident set size') / 1000;
    peaks.push(memory);
    console.log(
      `| ${size.toFixed(0)} | ${records} | ${seconds.toFixed(0)} | ${(size / seconds).toFixed(2)} | ${processor.toFixed(0)} | ${memory.toFixed(0)} |`,
    );
  }
  if (peaks.length > 1) {
    const value = (peaks.at(-1) ?? 0) / (peaks[0] ?? 1);
    const name = `analyze.memory-at-${sizes.at(-1)}-MB`;
    tellRatio({ name, value, better: 'lower', unit: `x memory at ${sizes[0]} MB` });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
