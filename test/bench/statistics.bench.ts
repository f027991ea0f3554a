/**
 * Speed and memory of the figures of a corpus (dashboard, report) at several sizes, against reading and parsing the file and
 * against the analysis alone. Run with `node test/bench/statistics.bench.ts [traces ...]` after `npm run build`; the corpora are made
 * from samples/long-thinking.jsonl, cut to different lengths, with other numbers in each trace, in the folder for temporary files.
 */
import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { tellRatio } from './ratios.ts';

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000, 10_000, 100_000];
const cli = process.env.COT_LENS_CLI ?? 'dist/cli.js';
const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'cot-lens-bench-'));
const texts = readFileSync(join(root, 'samples/long-thinking.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Object.values(JSON.parse(line) as object).find((value) => String(value).length > 1000))
  .map(String);

/** Four samples a problem; a tenth of them without the right answer. */
function traceOf(at: number): string {
  const text = texts[at % texts.length] ?? '';
  const length = 300 + ((at * 7_919) % 2_400);
  const problem = Math.floor(at / 4);
  const reasoning = text
    .slice(0, length)
    .replaceAll(/(?<![\\\d])\d+/g, (digits) => String((Number(digits) + problem) % 100_000));
  const answer = String(at % 10 === 3 ? problem + 1 : problem);
  return JSON.stringify({
    id: at,
    question: `Problem ${problem}?`,
    reasoning,
    answer,
    reference_answer: String(problem),
  });
}

async function makeCorpus(path: string, count: number): Promise<void> {
  const out = createWriteStream(path);
  for (let at = 0; at < count; at += 1) {
    if (!out.write(`${traceOf(at)}\n`)) await new Promise((done) => out.once('drain', () => done(null)));
  }
  await new Promise((done) => out.end(() => done(null)));
}

async function parse(path: string): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY }))
    JSON.parse(line);
}

async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function measured(words: readonly string[]): { readonly seconds: number; readonly megabytes: number } {
  const start = performance.now();
  const all = ['-v', process.execPath, cli, ...words, '--out', join(folder, 'out')];
  const run = spawnSync('/usr/bin/time', all, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (run.status !== 0) throw new Error(run.stderr);
  const kilobytes = /Maximum resident set size \(kbytes\): (\d+)/.exec(run.stderr)?.[1];
  return { seconds: (performance.now() - start) / 1000, megabytes: Number(kilobytes ?? Number.NaN) / 1000 };
}

try {
  console.log(
    '| traces | MB | parse, s | analyze, s | report, s | traces/s | x analyze | memory of analyze, MB | memory of report, MB |',
  );
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const count of sizes) {
    const path = join(folder, `corpus-${count}.jsonl`);
    await makeCorpus(path, count);
    const parsed = await seconds(() => parse(path));
    const analyzed = measured(['analyze', path]);
    const own = measured(['report', path]);
    console.log(
      `| ${count} | ${(statSync(path).size / 1e6).toFixed(0)} | ${parsed.toFixed(1)} | ${analyzed.seconds.toFixed(1)} | ${own.seconds.toFixed(1)} | ` +
        `${(count / own.seconds).toFixed(0)} | ${(own.seconds / analyzed.seconds).toFixed(2)} | ${analyzed.megabytes.toFixed(0)} | ${own.megabytes.toFixed(0)} |`,
    );
    const value = own.seconds / analyzed.seconds;
    tellRatio({ name: `statistics.${count}-traces`, value, better: 'lower', unit: 'x analyze' });
    rmSync(path);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
