/**
 * Speed of the token counters against js-tiktoken, tiktoken's WASM build, gpt-tokenizer, ai-tokenizer and a plain scan, in one
 * process and interleaved, so that the ratios hold on a busy machine: per step, whole texts, and hostile texts.
 * Run with `node test/bench/tokens.bench.ts [encoding] [rounds]`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Tokenizer as AiTokenizer } from 'ai-tokenizer';
import { Tiktoken as JsTiktoken } from 'js-tiktoken/lite';
import { get_encoding as wasmEncoding } from 'tiktoken';
import { findTokenizer } from '../../src/core/tokens/registry.ts';
import type { EncodingId } from '../../src/core/tokens/types.ts';
import { loadRanks, RANK_DATA } from '../unit/tokens/rank-data.ts';
import { mixedSteps, seeded, traceStrings } from '../unit/tokens/texts.ts';
import { median, tellRatio } from './ratios.ts';

const encoding = (process.argv[2] ?? 'o200k_base') as EncodingId;
const rounds = Number(process.argv[3] ?? 7);
const traces = new URL('../../../shared/traces/', import.meta.url);

interface Corpus {
  readonly name: string;
  readonly texts: readonly string[];
  readonly megabytes: number;
}

interface Counter {
  readonly name: string;
  readonly count: (text: string) => number;
  /** A counter of the same encoding by somebody else, whose counts have to be ours. */
  readonly isPeer: boolean;
}

function corpus(name: string, texts: readonly string[]): Corpus {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return { name, texts, megabytes: bytes / 1e6 };
}

/** Pieces of 100 to 400 code units, cut at line ends and blanks, as steps of a trace are. */
function steps(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.match(/[\s\S]{100,400}?(?=\s)|[\s\S]{1,400}/g) ?? []);
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

async function gptTokenizer(): Promise<(text: string) => number> {
  const { countTokens } = (await import(`gpt-tokenizer/encoding/${encoding}`)) as typeof import('gpt-tokenizer');
  const asText = { disallowedSpecial: new Set<string>() };
  return (text) => countTokens(text, asText);
}

/** Null for an encoding that it has not. */
async function aiTokenizer(): Promise<((text: string) => number) | null> {
  if (encoding === 'r50k_base') return null;
  const data = (await import(`ai-tokenizer/encoding/${encoding}`)) as typeof import('ai-tokenizer/encoding/o200k_base');
  const tokenizer = new AiTokenizer(data);
  return (text) => tokenizer.encode(text, 'all').length;
}

async function ready<T>(make: () => T | Promise<T>): Promise<{ readonly ms: number; readonly made: T }> {
  const start = performance.now();
  const made = await make();
  return { ms: performance.now() - start, made };
}

const tokenizer = findTokenizer(encoding);
const estimate = await findTokenizer('estimate')?.create(loadRanks);
if (tokenizer === undefined || estimate === undefined) throw new Error(`No tokenizer ${encoding}.`);
const own = await ready(() => tokenizer.create(loadRanks));
const js = await ready(() => new JsTiktoken(RANK_DATA[encoding]));
const wasm = await ready(() => wasmEncoding(encoding));
const gpt = await ready(gptTokenizer);
const ai = await ready(aiTokenizer);
const countByAi = ai.made;

const counters: readonly Counter[] = [
  { name: 'js-tiktoken', count: (text) => js.made.encode(text, [], []).length, isPeer: true },
  { name: 'tiktoken WASM', count: (text) => wasm.made.encode_ordinary(text).length, isPeer: true },
  { name: 'gpt-tokenizer', count: gpt.made, isPeer: true },
  ...(countByAi === null ? [] : [{ name: 'ai-tokenizer', count: countByAi, isPeer: true }]),
  { name: 'own', count: (text) => own.made.count(text), isPeer: false },
  { name: 'estimate', count: (text) => estimate.count(text), isPeer: false },
  { name: 'plain scan', count: scan, isPeer: false },
];

function corpora(): readonly Corpus[] {
  const mixed = mixedSteps(4000);
  const made = [corpus('mixed, per step', mixed), corpus('mixed, whole', chunks(mixed))];
  if (!existsSync(traces)) {
    process.stderr.write('No ../shared/traces here: only the made-up mix is measured.\n');
    return made;
  }
  const files = readdirSync(traces, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(jsonl?|txt)$/.test(file),
  );
  const strings = files.flatMap((file) => traceStrings(file, readFileSync(new URL(file, traces), 'utf8')));
  // Long blank runs would measure the peers' quadratic merge and nothing else.
  const usual = strings.filter((text) => !/(\s)\1{200}|(\s\s)\2{100}/.test(text));
  return [...made, corpus('traces, per step', steps(usual)), corpus('traces, whole', usual)];
}

/** The steps joined to texts of about 200 kB. */
function chunks(texts: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < texts.length; i += 700) joined.push(texts.slice(i, i + 700).join('\n\n'));
  return joined;
}

function compare({ name, texts, megabytes }: Corpus): void {
  const samples = counters.map(() => [] as number[]);
  const totals = counters.map(() => 0);
  for (let round = 0; round <= rounds; round++) {
    counters.forEach(({ count }, i) => {
      const { ms, result } = time(() => texts.reduce((sum, text) => sum + count(text), 0));
      totals[i] = result;
      if (round > 0) samples[i]?.push(ms); // the first round warms up
    });
  }
  const medians = samples.map(median);
  const base = medians[0] ?? Number.NaN;
  process.stdout.write(`\n${name}: ${megabytes.toFixed(2)} MB, ${texts.length} texts\n`);
  counters.forEach((counter, i) => {
    const ms = medians[i] ?? Number.NaN;
    const speed = `${((megabytes / ms) * 1000).toFixed(2)} MB/s`;
    process.stdout.write(
      `  ${counter.name.padEnd(14)} ${speed.padStart(12)}  x${(base / ms).toFixed(1).padEnd(7)} result ${totals[i]}\n`,
    );
  });
  const mine = counters.findIndex((counter) => counter.name === 'own');
  if (totals[mine] !== totals[1]) throw new Error('The counts are not those of the reference.');
  const ownMs = medians[mine] ?? Number.NaN;
  const fastest = Math.min(...medians.filter((_, i) => counters[i]?.isPeer));
  const key = `tokens.${encoding}.${name.replaceAll(/, | /g, '-')}`;
  tellRatio({ name: `${key}.js-tiktoken`, value: base / ownMs, better: 'higher', unit: 'x js-tiktoken' });
  tellRatio({ name: `${key}.fastest-peer`, value: fastest / ownMs, better: 'higher', unit: 'x the fastest peer' });
}

function letters(length: number): string {
  const random = seeded(31);
  return Array.from({ length }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('');
}

const HOSTILE: readonly (readonly [string, (length: number) => string])[] = [
  ...['a', ' ', '=', '\n', ' \n', '漢', '🙂', '1'].map(
    (unit) => [JSON.stringify(unit), (length: number) => unit.repeat(Math.ceil(length / unit.length))] as const,
  ),
  ['random a-z', letters],
];
/** The peers' time grows with the square of the length; js-tiktoken's already takes seconds at 4 kB. */
const PEER_LENGTH = 10_000;
const JS_LENGTH = 2000;

function hostile(): void {
  const ordinary = chunks(mixedSteps(700)).join('').slice(0, 100_000);
  const usual = median(Array.from({ length: 5 }, () => time(() => own.made.count(ordinary)).ms));
  process.stdout.write(`\n100 kB of one piece, own counter, ms (cold / warm); ordinary text ${usual.toFixed(1)}:\n`);
  let worst = 0;
  for (const [name, make] of HOSTILE) {
    const text = make(100_000);
    const cold = time(() => own.made.count(text));
    const warm = time(() => own.made.count(text));
    worst = Math.max(worst, cold.ms);
    process.stdout.write(`  ${name.padEnd(10)} ${cold.ms.toFixed(1)} / ${warm.ms.toFixed(1)}\n`);
  }
  const unit = 'x ordinary text';
  tellRatio({ name: `tokens.${encoding}.hostile-100kB`, value: worst / usual, better: 'lower', unit });
  process.stdout.write('\n10 kB of one letter (js-tiktoken: 2 kB), ms:\n');
  for (const { name, count } of counters.filter((counter) => counter.isPeer || counter.name === 'own')) {
    const length = name === 'js-tiktoken' ? JS_LENGTH : PEER_LENGTH;
    process.stdout.write(`  ${name.padEnd(14)} ${time(() => count('b'.repeat(length))).ms.toFixed(1)}\n`);
  }
}

process.stdout.write(`${encoding}, node ${process.version}, ${rounds} rounds; ready in ms (rank data in memory): `);
process.stdout.write(`own ${own.ms.toFixed(0)}, js-tiktoken ${js.ms.toFixed(0)}, WASM ${wasm.ms.toFixed(0)}, `);
process.stdout.write(
  `gpt-tokenizer ${gpt.ms.toFixed(0)} and ai-tokenizer ${ai.ms.toFixed(0)} with reading their data\n`,
);
for (const each of corpora()) compare(each);
hostile();
wasm.made.free();
