/**
 * Speed of the token counters against js-tiktoken, tiktoken's WASM build and a plain scan, in one process and interleaved,
 * so that the ratios hold on a busy machine. Run with `node test/bench/tokens.bench.ts [encoding] [rounds]`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Tiktoken as JsTiktoken } from 'js-tiktoken/lite';
import { Tiktoken as WasmTiktoken } from 'tiktoken';
import { findTokenizer } from '../../src/core/tokens/registry.ts';
import type { EncodingId } from '../../src/core/tokens/types.ts';
import { loadRanks, RANK_DATA } from '../unit/tokens/rank-data.ts';
import { mixedSteps, traceStrings } from '../unit/tokens/texts.ts';

const encoding = (process.argv[2] ?? 'o200k_base') as EncodingId;
const rounds = Number(process.argv[3] ?? 7);
const traces = new URL('../../../shared/traces/', import.meta.url);

interface Corpus {
  readonly name: string;
  readonly texts: readonly string[];
  readonly megabytes: number;
}

function corpus(name: string, texts: readonly string[]): Corpus {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return { name, texts, megabytes: bytes / 1e6 };
}

/** Pieces of 100 to 400 code units, cut at line ends and blanks, as steps of a trace are. */
function steps(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.match(/[\s\S]{100,400}?(?=\s)|[\s\S]{1,400}/g) ?? []);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function time(run: () => number): { readonly ms: number; readonly result: number } {
  const start = performance.now();
  const result = run();
  return { ms: performance.now() - start, result };
}

function scan(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i);
  return sum;
}

const tokenizer = findTokenizer(encoding);
if (tokenizer === undefined) throw new Error(`No tokenizer ${encoding}.`);
const startOwn = performance.now();
const own = await tokenizer.create(loadRanks);
const ownReady = performance.now() - startOwn;
const startJs = performance.now();
const js = new JsTiktoken(RANK_DATA[encoding]);
const jsReady = performance.now() - startJs;
const data = RANK_DATA[encoding];
const startWasm = performance.now();
const wasm = new WasmTiktoken(data.bpe_ranks, { ...data.special_tokens }, data.pat_str);
const wasmReady = performance.now() - startWasm;
const estimate = await findTokenizer('estimate')?.create(loadRanks);

const counters: readonly (readonly [string, (text: string) => number])[] = [
  ['js-tiktoken', (text) => js.encode(text, [], []).length],
  ['tiktoken WASM', (text) => wasm.encode_ordinary(text).length],
  ['own', (text) => own.count(text)],
  ['estimate', (text) => estimate?.count(text) ?? 0],
  ['plain scan', scan],
];

const corpora = [corpus('mixed, per step', mixedSteps(4000))];
if (existsSync(traces)) {
  const files = readdirSync(traces, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(jsonl?|txt)$/.test(file),
  );
  const strings = files.flatMap((file) => traceStrings(file, readFileSync(new URL(file, traces), 'utf8')));
  // Long blank runs would measure js-tiktoken's quadratic merge and nothing else.
  corpora.push(
    corpus(
      'traces, per step',
      steps(strings).filter((step) => !/(\s)\1{200}/.test(step)),
    ),
  );
} else process.stderr.write('No ../shared/traces here: only the made-up mix is measured.\n');

process.stdout.write(`${encoding}, node ${process.version}, ${rounds} rounds; ready in ms: `);
process.stdout.write(`own ${ownReady.toFixed(0)}, js-tiktoken ${jsReady.toFixed(0)}, WASM ${wasmReady.toFixed(0)}\n`);
for (const { name, texts, megabytes } of corpora) {
  const samples = counters.map(() => [] as number[]);
  const totals = counters.map(() => 0);
  for (let round = 0; round <= rounds; round++) {
    counters.forEach(([, count], i) => {
      const { ms, result } = time(() => texts.reduce((sum, text) => sum + count(text), 0));
      totals[i] = result;
      if (round > 0) samples[i]?.push(ms); // the first round warms up
    });
  }
  const base = median(samples[0] ?? []);
  process.stdout.write(`\n${name}: ${megabytes.toFixed(2)} MB, ${texts.length} texts\n`);
  counters.forEach(([counterName], i) => {
    const ms = median(samples[i] ?? []);
    const speed = `${((megabytes / ms) * 1000).toFixed(2)} MB/s`;
    process.stdout.write(
      `  ${counterName.padEnd(14)} ${speed.padStart(12)}  x${(base / ms).toFixed(1).padEnd(7)} result ${totals[i]}\n`,
    );
  });
}

process.stdout.write('\n100 kB of one piece, own counter, ms (cold / warm):\n');
for (const unit of ['a', ' ', '=', '\n', ' \n', '漢', '🙂', '1']) {
  const text = unit.repeat(Math.ceil(100_000 / unit.length));
  const cold = time(() => own.count(text));
  const warm = time(() => own.count(text));
  process.stdout.write(`  ${JSON.stringify(unit).padEnd(6)} ${cold.ms.toFixed(1)} / ${warm.ms.toFixed(1)}\n`);
}
wasm.free();
