import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAnnotations } from '../../../src/app/annotation-store.ts';
import { nodeAppendFile } from '../../../src/platform/node/files.ts';
import { labelOf } from './labels-of-kill.ts';

const LABELS = 10_000;
const HERE = resolve(fileURLToPath(import.meta.url), '..');
const folder = mkdtempSync(join(tmpdir(), 'cot-lens-kill-labels-'));
const writer = join(folder, 'writer.mjs');

beforeAll(async () => {
  await build({
    entryPoints: [join(HERE, 'label-until-killed.ts')],
    outfile: writer,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    tsconfigRaw: '{}',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lets a process label from number `from` on and kills it `ticks` turns after `count` labels were acknowledged; gives these. */
async function labelAndKill(path: string, from: number, count: number, ticks: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, [writer, path, String(from)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    const before = lines;
    said += chunk.toString();
    lines += chunk.filter((byte) => byte === 0x0a).length;
    if (before < count && lines >= count) killAfter(ticks, () => child.kill('SIGKILL'));
  });
  const signal = await new Promise<NodeJS.Signals | null>((done) => {
    child.on('close', (_code, by) => done(by));
  });
  expect(signal).toBe('SIGKILL');
  return [...said.matchAll(/^done (\d+)\n/gm)].map((match) => Number(match[1]));
}

/** Turns of the event loop instead of a clock: short, and different every time. */
function killAfter(ticks: number, kill: () => void): void {
  if (ticks === 0) kill();
  else setImmediate(() => killAfter(ticks - 1, kill));
}

it('10,000 labels are there as they were given when the process that stores them is killed again and again', async () => {
  const path = join(folder, 'runs.annotations.jsonl');
  const acknowledged = new Set<number>();
  let kills = 0;
  while (acknowledged.size < LABELS) {
    const from = Math.max(-1, ...[...acknowledged].slice(-100)) + 1;
    const count = 1 + ((kills * 379) % 1_200);
    for (const number of await labelAndKill(path, from, count, (kills * 13) % 70)) acknowledged.add(number);
    kills += 1;
    const log = await openAnnotations(nodeAppendFile(path));
    // A kill tears one row at most, which nobody was told of.
    expect(log.damaged).toBeLessThanOrEqual(kills);
    const lost = [...acknowledged].filter((number) => {
      const { trace, step, said } = labelOf(number);
      const row = log.stepRows(trace).find((each) => each.step.index === step.index);
      return (
        row?.step.text !== step.text || row.label !== said.label || row.rating !== said.rating || row.note !== said.note
      );
    });
    expect(lost).toEqual([]);
  }
  expect(kills).toBeGreaterThan(8);
  console.info(`kill test of labels: ${acknowledged.size} acknowledged, ${kills} kills, none lost`);
}, 60_000);
