/**
 * Speed and memory of an export of a large corpus against a plain copy of the file and against parsing and writing each of its
 * lines, in one run. Run with `node test/bench/export.bench.ts [MB] [exporter]` after `npm run build`; the corpus is made from
 * samples/long-thinking.jsonl with other numbers in each round, in the folder for temporary files.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { makeCorpus } from './made-corpus.ts';
import { tellRatio } from './ratios.ts';

const megabytes = Number(process.argv[2] ?? 250);
const exporter = process.argv[3] ?? 'trl-prompt-completion';
const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'cot-lens-bench-'));
const corpus = join(folder, 'corpus.jsonl');

async function parseAndWrite(): Promise<void> {
  const out = createWriteStream(join(folder, 'plain.jsonl'));
  for await (const line of createInterface({ input: createReadStream(corpus), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (!out.write(`${JSON.stringify(JSON.parse(line))}\n`))
      await new Promise((done) => out.once('drain', () => done(null)));
  }
  await new Promise((done) => out.end(() => done(null)));
}

async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

try {
  const records = await makeCorpus(corpus, megabytes);
  const size = statSync(corpus).size / 1e6;
  const copy = await seconds(() => copyFileSync(corpus, join(folder, 'copy.jsonl')));
  const plain = await seconds(parseAndWrite);
  let memory = 0;
  const own = await seconds(() => {
    const words = [
      '-v',
      process.execPath,
      'dist/cli.js',
      'export',
      corpus,
      '--to',
      exporter,
      '--out',
      join(folder, 'out'),
    ];
    const run = spawnSync('/usr/bin/time', words, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
    if (run.status !== 0) throw new Error(run.stderr);
    memory = Number(/Maximum resident set size \(kbytes\): (\d+)/.exec(run.stderr)?.[1] ?? Number.NaN) / 1000;
  });
  tellRatio({ name: `export.${exporter}`, value: own / plain, better: 'lower', unit: 'x parse and write' });
  console.log(`${exporter}: ${records} records, ${size.toFixed(0)} MB`);
  console.log(`| copy, s | parse and write each line, s | export, s | MB/s | x parse and write | memory at most, MB |`);
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: |');
  console.log(
    `| ${copy.toFixed(1)} | ${plain.toFixed(1)} | ${own.toFixed(1)} | ${(size / own).toFixed(0)} | ${(own / plain).toFixed(1)} | ${memory.toFixed(0)} |`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
