import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltCli, buildCli, SAMPLES } from './cli.ts';

const TEXT = readFileSync(join(SAMPLES, 'gsm8k.jsonl'));

let cli: BuiltCli;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

describe('packed files on the command line', () => {
  it('give the same rows as the text in them, are announced once, and are kept where the environment says', async () => {
    const plain = await cli.run(['analyze', '--json', cli.write('a.jsonl', TEXT)]);
    const packed = cli.write('b.jsonl.gz', gzipSync(TEXT));
    const env = { COT_LENS_CACHE: join(cli.folder, 'kept') };
    const first = await cli.run(['analyze', '--json', packed], { env });
    const rows = (output: string) => output.replaceAll(/"file":"[^"]*"/g, '');
    expect([first.code, rows(first.stdout)]).toEqual([0, rows(plain.stdout)]);
    expect(first.stderr).toMatch(
      /b\.jsonl\.gz: It is a gzip file \(.* kB\), unpacked to .* kB of JSON Lines in .*kept/,
    );
    const again = await cli.run(['analyze', '--json', packed], { env });
    expect([again.code, again.stdout, again.stderr]).toEqual([0, first.stdout, '']);
    expect(readdirSync(join(cli.folder, 'kept', 'unpacked'))).toHaveLength(1);
  });

  it('come from stdin too, and leave nothing behind where nothing is to be kept', async () => {
    const done = await cli.run(['analyze', '--json', '-'], { stdin: gzipSync(TEXT) });
    expect([done.code, done.stdout.trim().split('\n').length]).toEqual([0, 12]);
    const packed = cli.write('c.jsonl.gz', gzipSync(TEXT));
    const off = await cli.run(['analyze', '--json', packed], { env: { COT_LENS_CACHE: 'off', TMPDIR: cli.folder } });
    expect([off.code, off.stdout.trim().split('\n').length]).toEqual([0, 12]);
    expect(readdirSync(cli.folder).filter((name) => name.startsWith('cot-lens-'))).toEqual([]);
  });

  it.each([['compress', '--strategy', 'drop-flagged', '--json'], ['groups', '--json'], ['report']])(
    'are read by %s',
    async (...args) => {
      const done = await cli.run([...args, cli.write('d.jsonl.gz', gzipSync(TEXT))]);
      expect(done.stderr).not.toMatch(/not JSON|broken|cannot/);
      expect(done.stdout).not.toBe('');
      expect(done.code).not.toBe(2);
    },
  );
});
