/**
 * Speed of finding top-level fields in the bytes of JSON lines against JSON.parse of the same lines, in one process and
 * interleaved, so that the ratio holds on a busy machine; then the table's filter over a file, against reading that file and
 * nothing else, each in a process of its own. Run with `node test/bench/filter.bench.ts [megabytes] [rounds]`; with a file and a filter
 * behind them it looks through that file only.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCorpus } from '../../src/app/open-corpus.ts';
import { Figures } from '../../src/app/table/figures.ts';
import { filterRows } from '../../src/app/table/filter-rows.ts';
import { evaluateFilter } from '../../src/core/filter/evaluate.ts';
import { parseFilter } from '../../src/core/filter/parse.ts';
import { fieldScanner } from '../../src/core/jsonl/field-scanner.ts';
import { nodeByteSource } from '../../src/platform/node/files.ts';
import { median, tellRatio } from './ratios.ts';

const megabytes = Number(process.argv[2] ?? 128);
const rounds = Number(process.argv[3] ?? 5);

interface Lines {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly starts: readonly number[];
}

/** Lines as traces have them: a question, a reasoning with line ends and quotes, and short fields before and after. */
function makeLines(name: string, sentences: number, nested: boolean): Lines {
  const parts: Buffer[] = [];
  const starts = [0];
  let length = 0;
  for (let i = 0; length < megabytes * 1e6; i += 1) {
    const reasoning = Array.from(
      { length: sentences + (i % 7) },
      (_, n) => `First, ${n} + ${i % 100} = ${n + (i % 100)}. "So" it goes on, as Ann says.\n`,
    ).join('');
    const body = nested
      ? {
          messages: [
            { role: 'user', content: `What is ${i}?` },
            { role: 'assistant', reasoning_content: reasoning, content: String(i) },
          ],
        }
      : { question: `What is ${i}?`, reasoning, answer: String(i) };
    const line = Buffer.from(
      `${JSON.stringify({ id: `r-${i}`, source: i % 3 === 0 ? 'gsm8k' : 'math', ...body, level: i % 5, meta: { a: [1, 2], b: null } })}\n`,
    );
    parts.push(line);
    length += line.length;
    starts.push(length);
  }
  return { name, bytes: new Uint8Array(Buffer.concat(parts)), starts };
}

function time(run: () => number): { readonly ms: number; readonly hits: number } {
  const start = performance.now();
  const hits = run();
  return { ms: performance.now() - start, hits };
}

const filter = parseFilter('source = "gsm8k" and level >= 3', []).node;
if (filter === null) throw new Error('The filter does not parse.');

function byScanner({ bytes, starts }: Lines): number {
  const scanner = fieldScanner(['source', 'level']);
  let hits = 0;
  for (let i = 0; i + 1 < starts.length; i += 1) {
    scanner.scan(bytes, starts[i] ?? 0, starts[i + 1] ?? 0);
    const row = {
      valueOf: (field: { readonly kind: string; readonly name?: string }) =>
        scanner.value(field.name === 'source' ? 0 : 1),
      hasText: () => false,
    };
    if (filter && evaluateFilter(filter, row) === true) hits += 1;
  }
  return hits;
}

function byParsing({ bytes, starts }: Lines): number {
  const decoder = new TextDecoder();
  let hits = 0;
  for (let i = 0; i + 1 < starts.length; i += 1) {
    const record = JSON.parse(decoder.decode(bytes.subarray(starts[i] ?? 0, starts[i + 1] ?? 0))) as Record<
      string,
      unknown
    >;
    if (record.source === 'gsm8k' && typeof record.level === 'number' && record.level >= 3) hits += 1;
  }
  return hits;
}

function compareScanner(): void {
  for (const lines of [
    makeLines('short records (about 0.5 kB)', 3, false),
    makeLines('traces (about 5 kB)', 80, false),
    makeLines('messages (about 5 kB)', 80, true),
  ]) {
    const own: number[] = [];
    const parsed: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const a = time(() => byScanner(lines));
      const b = time(() => byParsing(lines));
      if (a.hits !== b.hits || a.hits === 0)
        throw new Error(`The scanner found ${a.hits} records, JSON.parse ${b.hits}.`);
      own.push(a.ms);
      parsed.push(b.ms);
    }
    const speed = (ms: number) => `${Math.round(lines.bytes.length / 1e3 / ms)} MB/s`;
    const ratio = (median(parsed) / median(own)).toFixed(1);
    const key = `filter.scanner.${lines.name.replaceAll(/ \(.*| /g, (part) => (part === ' ' ? '-' : ''))}`;
    tellRatio({ name: key, value: median(parsed) / median(own), better: 'higher', unit: 'x JSON.parse' });
    console.log(`${lines.name}: scanner ${speed(median(own))}, JSON.parse ${speed(median(parsed))}, ${ratio} times`);
  }
}

/** MB/s of a filter over a file as the table runs it, and of reading the file in the same blocks; in a process of its own. */
async function byTable(path: string, text: string): Promise<void> {
  const source = await nodeByteSource(path);
  const corpus = await openCorpus(source);
  const { node } = parseFilter(text, []);
  if (node === null) throw new Error('The filter does not parse.');
  const nothing = { count: () => 0, analyze: async () => null, variantsOf: () => 0 };
  const sources = { corpus, figures: new Figures(corpus.count), ...nothing };
  const work = { signal: new AbortController().signal, pause: async () => undefined };
  const filtered: number[] = [];
  const read: number[] = [];
  const used: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    const processor = process.cpuUsage();
    const { hits } = await filterRows(sources, node, work);
    if (hits === 0) throw new Error('The filter found nothing.');
    const { user, system } = process.cpuUsage(processor);
    filtered.push(performance.now() - start);
    used.push((user + system) / 1000);
    const before = performance.now();
    for (let at = 0; at < source.sizeBytes; at += 1 << 21) await source.read(at, at + (1 << 21));
    read.push(performance.now() - before);
  }
  const speed = (times: readonly number[]) => `${Math.round(source.sizeBytes / 1e3 / median(times))} MB/s`;
  console.log(
    `filter ${text}: ${speed(filtered)}, for a second of processor time ${speed(used)}; only reading ${speed(read)}`,
  );
}

function compareTable(name: string, sentences: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'cot-lens-bench-'));
  const path = join(folder, 'rows.jsonl');
  try {
    writeFileSync(path, makeLines(name, sentences, false).bytes);
    console.log(`table of ${name}`);
    for (const text of ['source = "gsm8k" and level >= 3', '"as ann says" level = 3']) {
      const words = [import.meta.filename, String(megabytes), String(rounds), path, text];
      const run = spawnSync(process.execPath, words, { encoding: 'utf8' });
      if (run.status !== 0) throw new Error(run.stderr);
      process.stdout.write(run.stdout);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [, , , , path, text] = process.argv;
if (path !== undefined && text !== undefined) await byTable(path, text);
else {
  compareScanner();
  compareTable('short records', 3);
  compareTable('traces', 80);
}
