/**
 * Opening a large corpus against a plain read of the same file, in one run: `node test/bench/index.bench.ts [MB]`. The corpus
 * (question, 0.5-8 kB of reasoning, answer; seeded) is made in the folder for temporary files, and each measurement runs in a
 * process of its own, so that its memory is its own.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readIndex } from '../../src/app/index/read-index.ts';
import { openCorpus } from '../../src/app/open-corpus.ts';
import { nodeByteSource } from '../../src/platform/node/files.ts';
import { nodeIndexKeeper } from '../../src/platform/node/index-keeper.ts';
import { tellRatio } from './ratios.ts';

const CHUNK = 1 << 20;
const READS = 1000;

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function makeCorpus(path: string, megabytes: number): void {
  const next = random(7);
  const sentences = Array.from({ length: 400 }, (_, i) => {
    const words = Array.from({ length: 6 + Math.floor(next() * 14) }, () => Math.floor(next() * 1e6).toString(36));
    return `${i % 9 === 0 ? 'Wait, ' : ''}${words.join(' ')} = ${i * 37}. ${i % 4 === 0 ? '\\n\\n' : ''}`;
  });
  const file = openSync(path, 'w');
  let block = '';
  for (let bytes = 0, id = 0; bytes < megabytes * 1e6; id += 1) {
    const length = 500 + Math.floor(next() * 7500);
    let reasoning = '';
    while (reasoning.length < length) reasoning += sentences[Math.floor(next() * sentences.length)];
    const line = `{"id":${id},"question":"What is ${id} + ${id}?","reasoning":"${reasoning}","answer":"${2 * id}"}\n`;
    bytes += line.length;
    block += line;
    if (block.length < CHUNK) continue;
    writeSync(file, block);
    block = '';
  }
  writeSync(file, block);
  closeSync(file);
}

async function plainRead(path: string): Promise<number> {
  const handle = await open(path);
  const buffer = Buffer.allocUnsafeSlow(CHUNK);
  let sum = 0;
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    sum += buffer[0] ?? 0;
  }
  await handle.close();
  return sum;
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function recordTimes(path: string, cache: string): Promise<number[]> {
  const corpus = await openCorpus(await nodeByteSource(path), {}, undefined, nodeIndexKeeper(cache, path));
  const next = random(11);
  const times: number[] = [];
  for (let i = 0; i < READS; i += 1) {
    const place = Math.floor(next() * corpus.count);
    times.push(await milliseconds(() => corpus.entry(place)));
  }
  return times.sort((a, b) => a - b);
}

/** One measurement; prints its figures as JSON. */
async function measure(what: string, path: string, cache: string): Promise<void> {
  const figures: Record<string, number> = {};
  const opened = async () => openCorpus(await nodeByteSource(path), {}, undefined, nodeIndexKeeper(cache, path));
  if (what === 'plain') figures.ms = await milliseconds(() => plainRead(path));
  if (what === 'open') figures.ms = await milliseconds(opened);
  if (what === 'index') {
    const source = await nodeByteSource(path);
    figures.ms = await milliseconds(() => readIndex(source, undefined, nodeIndexKeeper(cache, path)));
  }
  if (what === 'records') {
    const times = await recordTimes(path, cache);
    figures.median = times[READS >> 1] ?? 0;
    figures.p99 = times[Math.floor(READS * 0.99)] ?? 0;
  }
  figures.megabytes = process.resourceUsage().maxRSS / 1000;
  console.log(JSON.stringify(figures));
}

function inProcess(what: string, path: string, cache: string): Record<string, number> {
  const run = spawnSync(process.execPath, [fileURLToPath(import.meta.url), what, path, cache], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as Record<string, number>;
}

function best(times: number, run: () => Record<string, number>): Record<string, number> {
  return Array.from({ length: times }, run).reduce((a, b) => ((a.ms ?? 0) <= (b.ms ?? 0) ? a : b));
}

function main(megabytes: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'cot-lens-bench-'));
  const path = join(folder, 'corpus.jsonl');
  const cache = join(folder, 'cache');
  try {
    makeCorpus(path, megabytes);
    const size = statSync(path).size / 1e6;
    inProcess('plain', path, cache);
    const plain = best(3, () => inProcess('plain', path, cache));
    const fresh = (what: string) =>
      best(3, () => {
        rmSync(cache, { recursive: true, force: true });
        return inProcess(what, path, cache);
      });
    const first = fresh('open');
    const index = fresh('index');
    const indexAgain = best(3, () => inProcess('index', path, cache));
    const again = best(3, () => inProcess('open', path, cache));
    const records = inProcess('records', path, cache);
    appendFileSync(path, '{"id":-1,"question":"q","reasoning":"r","answer":"a"}\n'.repeat(1000));
    const grown = inProcess('open', path, cache);
    console.log(`${size.toFixed(0)} MB`);
    console.log('| | ms | x plain read | memory at most, MB |');
    console.log('| --- | ---: | ---: | ---: |');
    for (const [name, row] of Object.entries({
      'plain read': plain,
      'first opening': first,
      'index, first time': index,
      'index, kept': indexAgain,
      'opened again': again,
      'opened after it grew': grown,
    })) {
      const ms = row.ms ?? 0;
      const ratio = (ms / (plain.ms ?? 1)).toFixed(2);
      const key = `index.${name.replaceAll(/[ ,]+/g, '-')}`;
      if (row !== plain) tellRatio({ name: key, value: ms / (plain.ms ?? 1), better: 'lower', unit: 'x plain read' });
      console.log(`| ${name} | ${ms.toFixed(0)} | ${ratio} | ${row.megabytes?.toFixed(0)} |`);
    }
    console.log(`record n: median ${records.median?.toFixed(2)} ms, p99 ${records.p99?.toFixed(2)} ms`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [what = '1000', path, cache] = process.argv.slice(2);
if (path !== undefined && cache !== undefined) await measure(what, path, cache);
else main(Number(what));
