import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltCli, buildCli, finished, SAMPLES } from './cli.ts';

let cli: BuiltCli;
let large: string;
beforeAll(async () => {
  cli = await buildCli();
  const lines = readFileSync(join(SAMPLES, 'long-thinking.jsonl'), 'utf8').trim().split('\n');
  const many: string[] = [];
  // Beyond the size from which threads are worth it: few long lines, most of a record's bytes in its question.
  const padding = 'word '.repeat(40_000);
  for (let at = 0; at < 24; at += 1) {
    const record = JSON.parse(lines[at % lines.length] ?? '{}') as Record<string, unknown>;
    many.push(JSON.stringify({ ...record, padding }));
  }
  many.splice(5, 0, '{"question": "cut');
  large = cli.write('large.jsonl', `${many.join('\n')}\n`);
});
afterAll(() => cli.remove());

describe('analysis by several threads', () => {
  it.each([['--json'], ['--graph'], ['--json', '--graph']])(
    'prints what one thread prints, in order: %s',
    async (...form) => {
      const alone = await cli.run(['analyze', large, '--threads', '1', ...form]);
      const threads = await cli.run(['analyze', large, '--threads', '3', ...form]);
      expect(threads).toEqual(alone);
      expect(alone.code).toBe(1);
      expect(alone.stdout.split('\n').length).toBeGreaterThan(24);
    },
  );

  it('gives a report the figures of one thread', async () => {
    const alone = await cli.run(['report', large, '--threads', '1', '--json']);
    expect(await cli.run(['report', large, '--threads', '3', '--json'])).toEqual(alone);
    expect(alone.stdout).toContain('"charts"');
  });

  it('ends soon on Ctrl+C', async () => {
    const child = cli.start(['analyze', large, '--json', '--threads', '2'], { stdin: '' });
    const end = finished(child);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect((await end).code).toBe(130);
  });

  it.each(['0', '1.5', 'many', '65'])('refuses --threads %s', async (given) => {
    const { code, stderr } = await cli.run(['analyze', large, '--threads', given]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--threads has to be a whole number from 1 to 64')]);
  });
});
