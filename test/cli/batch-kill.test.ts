import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ChaosServer, seeded, startChaosServer } from '../helpers/chaos-server.ts';
import { type BuiltCli, buildCli, finished, rowsOf } from './cli.ts';
import type { CompressRow } from './rows.ts';

/** COT_LENS_BATCH_RECORDS=10000 is the full run; docs/batches.md has its figures. */
const RECORDS = Number(process.env.COT_LENS_BATCH_RECORDS ?? 300);
const KILLS = RECORDS > 1000 ? 25 : 6;
const CONCURRENCY = 32;
const SEED = 20261123;

let cli: BuiltCli;
let server: ChaosServer;
beforeAll(async () => {
  cli = await buildCli();
  server = await startChaosServer(SEED, (question) => {
    const number = Number(/What is (\d+) \+ 3/.exec(question)?.[1]);
    // Every tenth reply has another answer, so that there are refused variants too.
    const sum = number % 10 === 0 ? number + 8 : number + 7;
    return `${number} + 3 = ${number + 3}, so ${number + 3} + 4 = ${sum}. The answer is ${sum}.`;
  });
});
afterAll(async () => {
  await server.close();
  cli.remove();
});

function record(number: number): string {
  const steps = [
    `I have to add ${number} and 3 first: ${number} + 3 = ${number + 3}.`,
    `Let me check this once more: ${number} + 3 = ${number + 3}.`,
    `Now ${number + 3} + 4 = ${number + 7}.`,
    `The answer is ${number + 7}.`,
  ];
  return JSON.stringify({
    id: `sum-${number}`,
    question: `What is ${number} + 3 + 4?`,
    steps,
    answer: `${number + 7}`,
  });
}

interface Stored {
  readonly id: string;
  readonly kind?: string;
  readonly record: number;
  readonly reason?: string;
  readonly accepted?: boolean;
}

/** Whole lines; those that a kill tore are no JSON. */
function stored(name: string): readonly Stored[] {
  return readFileSync(join(cli.folder, name), 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Stored];
      } catch {
        return [];
      }
    });
}

function sizeOf(name: string): number {
  return statSync(join(cli.folder, name), { throwIfNoEntry: false })?.size ?? 0;
}

/** Runs the batch; with `kill`, ends it with SIGKILL when it has stored about so many bytes more. */
async function run(args: readonly string[], kill?: { readonly bytes: number }) {
  const child = cli.start(args, { stdin: '' });
  const before = sizeOf('sums.journal.jsonl');
  const timer = setInterval(() => {
    if (kill && sizeOf('sums.journal.jsonl') > before + kill.bytes) child.kill('SIGKILL');
  }, 5);
  const done = await finished(child);
  clearInterval(timer);
  return done;
}

it(`brings each of ${RECORDS} records to one variant or one named failure, and pays for no reply twice, through faults and kills`, async () => {
  const started = performance.now();
  const random = seeded(SEED + 1);
  const file = cli.write(
    'sums.jsonl',
    Array.from({ length: RECORDS }, (_, index) => `${record(index + 1)}\n`).join(''),
  );
  const args = ['compress', file, '--json', '--strategy', 'rewrite', '--endpoint', server.url, '--model', 'm'];
  args.push('--no-stream', '--timeout', '2', '--concurrency', String(CONCURRENCY), '--variants');
  let kills = 0;
  let runs = 0;
  // A reply row has about 500 bytes: the kills fall into all parts of the work.
  const between = (RECORDS * 500) / (KILLS + 1);
  for (; kills < KILLS; runs += 1) {
    const { signal } = await run(args, { bytes: Math.floor(random() * 1.3 * between) });
    if (signal === 'SIGKILL') kills += 1;
    else break;
  }
  let last = await run(args);
  for (runs += 1; last.stderr.includes('Stopped:'); runs += 1) last = await run(args);
  const rows = rowsOf<CompressRow>(last.stdout);
  expect(rows.map(({ line }) => line)).toEqual(Array.from({ length: RECORDS }, (_, index) => index + 1));

  const variants = stored('sums.variants.jsonl');
  const journal = stored('sums.journal.jsonl');
  const withVariant = new Set(variants.map(({ record: number }) => number));
  const failed = new Set(journal.filter(({ kind }) => kind === 'failure').map(({ record: number }) => number));
  expect(variants).toHaveLength(withVariant.size);
  expect([...failed].filter((number) => withVariant.has(number))).toEqual([]);
  expect(withVariant.size + failed.size).toBe(RECORDS);
  for (const { reason } of journal.filter(({ kind }) => kind === 'failure')) expect(reason).toMatch(/\w{3}/);
  expect(variants.filter(({ accepted }) => accepted === false).length).toBeGreaterThan(0);
  const replies = journal.filter(({ kind }) => kind === 'reply').map(({ id }) => id);
  expect(new Set(replies).size).toBe(replies.length);

  const twice = [...server.answered.values()].reduce((sum, count) => sum + Math.max(0, count - 1), 0);
  // Only what was on its way when the process was killed may be asked again.
  expect(twice).toBeLessThanOrEqual(kills * CONCURRENCY);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.info(
    `batch: ${RECORDS} records, ${runs} runs, ${kills} kills, ${server.requests} requests, ${server.restarts} restarts of the server: ` +
      `${withVariant.size} variants, ${failed.size} failures, ${twice} replies paid twice (${kills * CONCURRENCY} were possible), ${seconds} s`,
  );

  // Failed traces are left alone until they are asked for, and then only they are asked.
  const before = server.requests;
  await run(args);
  expect(server.requests).toBe(before);
  await run([...args, '--retry-failed']);
  expect(stored('sums.variants.jsonl').length).toBeGreaterThanOrEqual(withVariant.size);
  expect(server.requests - before).toBeLessThan(Math.max(40, failed.size * 6));
}, 3_600_000);
