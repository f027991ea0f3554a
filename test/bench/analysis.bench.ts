/**
 * Speed of the analysis of steps against a plain scan of the same text, in one process: how it grows with the length of a
 * trace, and what a thousand short chains take. Run with `node test/bench/analysis.bench.ts [rounds]` in a fresh process:
 * the first round of each row is the one of a cold engine. Processor time, because the machine is shared.
 */
import { readFileSync } from 'node:fs';
import { analyzeTrace } from '../../src/core/analysis/analyze.ts';
import type { Span } from '../../src/core/model/span.ts';
import { findTokenizer } from '../../src/core/tokens/registry.ts';
import { loadRanks } from '../unit/tokens/rank-data.ts';
import { median, tellRatio } from './ratios.ts';

const rounds = Number(process.argv[2] ?? 5);
const tokenizer = findTokenizer('estimate');
if (tokenizer === undefined) throw new Error('No tokenizer estimate.');
const counter = await tokenizer.create(loadRanks);

interface Chain {
  readonly reasoning: string;
  readonly steps: readonly Span[];
}

/** Steps of real chains, one a line: the reasoning of every record of the samples. */
const sources: Readonly<Record<string, readonly string[]>> = {
  'solutions by people': records('gsm8k.jsonl').flatMap(({ answer }) => lines(answer)),
  'thinking of a model': records('long-thinking.jsonl').flatMap((record) => Object.values(record).flatMap(lines)),
};

function records(file: string): readonly Readonly<Record<string, unknown>>[] {
  const text = readFileSync(new URL(`../../samples/${file}`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

function lines(value: unknown): readonly string[] {
  return typeof value === 'string' ? value.split('\n').filter((line) => line.trim().length > 10) : [];
}

/** A chain of `count` lines; numbers move with each time round, so that it is no loop. */
function chain(all: readonly string[], count: number, from = 0): Chain {
  const steps: Span[] = [];
  const parts: string[] = [];
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    const lap = Math.floor((i + from) / all.length);
    const text = (all[(i + from) % all.length] ?? '').replaceAll(/\d+/g, (digits) => String(Number(digits) + lap * 7));
    parts.push(text);
    steps.push({ start: at, end: at + text.length });
    at += text.length + 1;
  }
  return { reasoning: parts.join('\n'), steps };
}

function analyze({ reasoning, steps }: Chain): void {
  const text = { question: null, reasoning, answer: null, referenceAnswer: null, steps };
  analyzeTrace({ text, segmenter: 'given', counter, options: { preset: 'balanced', disabledPasses: [] } });
}

function scan({ reasoning }: Chain): number {
  let sum = 0;
  for (let i = 0; i < reasoning.length; i += 1) sum += reasoning.charCodeAt(i);
  return sum;
}

/** Processor milliseconds of this process. */
function cpu(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

console.log('| text | chains x steps | characters | first, ms | median, ms | us a step | x plain scan |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const [name, all] of Object.entries(sources)) {
  const rows: readonly (readonly [number, number])[] = [
    [1000, 20],
    [1, 200],
    [1, 1000],
    [1, 5000],
    [1, 20000],
  ];
  for (const [chains, count] of rows) {
    const made = Array.from({ length: chains }, (_, i) => chain(all, count, i * 7));
    const times = Array.from({ length: rounds }, () => cpu(() => made.forEach(analyze)));
    let sum = 0;
    const plain = cpu(() => {
      for (let i = 0; i < 20; i += 1) for (const each of made) sum += scan(each);
    });
    if (sum === 0) throw new Error('Nothing was scanned.');
    const middle = median(times);
    const characters = made.reduce((total, { reasoning }) => total + reasoning.length, 0);
    if (chains * count >= 5000 && count <= 5000) {
      const key = `analysis.${name}.${chains}x${count}`.replaceAll(' ', '-');
      tellRatio({ name: key, value: (middle * 20) / plain, better: 'lower', unit: 'x plain scan' });
    }
    const perStep = (middle * 1000) / (chains * count);
    console.log(
      `| ${name} | ${chains} x ${count} | ${characters} | ${(times[0] ?? 0).toFixed(0)} | ${middle.toFixed(0)} | ${perStep.toFixed(0)} | ${((middle * 20) / plain).toFixed(0)} |`,
    );
  }
}
