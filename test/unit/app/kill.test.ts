import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openVariants, readVariants } from '../../../src/app/variant-store.ts';
import { nodeAppendFile } from '../../../src/platform/node/files.ts';
import { variantRow } from './rows.ts';

const ROUNDS = 24;
const HERE = resolve(fileURLToPath(import.meta.url), '..');
const folder = mkdtempSync(join(tmpdir(), 'cot-lens-kill-'));
const writer = join(folder, 'writer.mjs');

beforeAll(async () => {
  await build({
    entryPoints: [join(HERE, 'append-until-killed.ts')],
    outfile: writer,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    tsconfigRaw: '{}',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lets a process append rows and kills it `ticks` turns after it began to write row number `begun`; gives the acknowledged ids. */
async function appendAndKill(path: string, round: number, begun: number, ticks: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [writer, path, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const count = (): number => said.split('begin ').length - 1;
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const before = count();
    said += chunk.toString();
    if (before < begun && count() >= begun) killAfter(ticks, () => child.kill('SIGKILL'));
  });
  const signal = await new Promise<NodeJS.Signals | null>((done) => {
    child.on('close', (_code, by) => done(by));
  });
  expect(signal).toBe('SIGKILL');
  return [...said.matchAll(/^done (.+)\n/gm)].map((match) => match[1] ?? '');
}

/** Turns of the event loop instead of a clock: short, and different every time. */
function killAfter(ticks: number, kill: () => void): void {
  if (ticks === 0) kill();
  else setImmediate(() => killAfter(ticks - 1, kill));
}

it('loses no acknowledged row when the writing process is killed at any moment', async () => {
  const acknowledged: string[] = [];
  let torn = 0;
  let tornHere = 0;
  let path = '';
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round % 4 === 0) {
      path = join(folder, `runs-${round}.variants.jsonl`);
      acknowledged.length = 0;
      tornHere = 0;
    }
    acknowledged.push(...(await appendAndKill(path, round, 1 + (round % 3), (round * 7) % 90)));
    const file = nodeAppendFile(path);
    const { rows, damaged } = await readVariants(file);
    // Only a row that was torn by an earlier kill of this file, and so never acknowledged, may be damaged.
    expect(damaged).toBeLessThanOrEqual(tornHere);
    const ids = new Set(rows.map(({ id }) => id));
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    const bytes = await file.read(0, Number.MAX_SAFE_INTEGER);
    if (bytes.length > 0 && bytes.at(-1) !== 0x0a) {
      torn += 1;
      tornHere += 1;
    }
  }
  // How often a row was really torn depends on the machine; one is made by hand, so that its repair is always seen.
  const file = nodeAppendFile(path);
  await file.append(Buffer.from('{"v":1,"id":"torn'));
  await (await openVariants(file)).append(variantRow('last'));
  const { rows, damaged } = await readVariants(file);
  expect(rows.at(-1)?.id).toBe('last');
  expect(damaged).toBeLessThanOrEqual(tornHere + 1);
  expect(damaged).toBeGreaterThanOrEqual(1);
  expect(acknowledged.filter((id) => !rows.some((row) => row.id === id))).toEqual([]);
  console.info(`kill test: ${ROUNDS} kills, ${torn} rows torn`);
});
