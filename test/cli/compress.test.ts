import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtInStrategies } from '../../src/core/compress/registry.ts';
import { type ModelServer, type ServerScript, startModelServer } from '../helpers/model-server.ts';
import { type BuiltCli, buildCli, type Finished, finished, rowsOf, SAMPLES } from './cli.ts';
import { type CompressRow, expectCompressRow } from './rows.ts';

let cli: BuiltCli;
let server: ModelServer | undefined;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const LONG = join(SAMPLES, 'long-thinking.jsonl');
const REPLY = '2 + 3 = 5, so 5 + 4 = 9. The answer is 9.';
const RECORD = {
  question: 'What is 2 + 3 + 4?',
  steps: [
    'I have to add 2 and 3 first: 2 + 3 = 5.',
    'Let me check this once more: 2 + 3 = 5.',
    'Now 5 + 4 = 9.',
    'The answer is 9.',
  ],
  answer: '9',
};

async function compress(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished & { rows: readonly CompressRow[] }> {
  const done = await cli.run(['compress', '--json', ...args], { env });
  return { ...done, rows: rowsOf<CompressRow>(done.stdout) };
}

async function rewrite(
  script: ServerScript,
  records = 1,
  more: readonly string[] = [],
): Promise<Finished & { rows: readonly CompressRow[] }> {
  server = await startModelServer(script);
  const file = cli.write('rewrite.jsonl', `${JSON.stringify(RECORD)}\n`.repeat(records));
  const model = ['--endpoint', server.url, '--model', 'some model'];
  return compress([file, '--strategy', 'rewrite', ...model, ...more], { COT_LENS_API_KEY: 'sk-secret-123' });
}

describe('compress without an endpoint', () => {
  it.each(builtInStrategies.map(({ id }) => id))('prints the fields of the contract with %s', async (strategy) => {
    const { rows, code } = await compress([LONG, '--strategy', strategy, '--ratio', '0.5']);
    expect(code).toBe(0);
    expect(rows).toHaveLength(6);
    for (const row of rows) {
      expectCompressRow(row);
      expect(row.strategy).toBe(strategy);
    }
  });

  it('uses safe-prune when no strategy is named, shortens long thinking and leaves the file as it was', async () => {
    const before = readFileSync(LONG);
    const { rows } = await compress([LONG]);
    expect(rows.every((row) => row.strategy === 'safe-prune')).toBe(true);
    expect(rows.some((row) => row.accepted && row.ratio < 0.8)).toBe(true);
    expect(readFileSync(LONG).equals(before)).toBe(true);
  });

  it('prints a table with totals for people', async () => {
    const { stdout } = await cli.run(['compress', LONG, '--strategy', 'token-budget', '--ratio', '0.5']);
    expect(stdout).toContain('asked ratio 50.0 %');
    expect(stdout).toMatch(/6 traces/);
  });
});

describe('compress through an endpoint', () => {
  it('sends the trace and the key, and prints the checked reply', async () => {
    const { rows, code, stderr } = await rewrite([{ kind: 'reply', text: REPLY }]);
    expect([code, stderr]).toEqual([0, '']);
    expect(rows).toHaveLength(1);
    for (const row of rows) expectCompressRow(row);
    expect(rows[0]).toMatchObject({ strategy: 'rewrite', text: REPLY, kept: null, accepted: true });
    const [request] = server?.requests ?? [];
    expect(request?.headers.authorization).toBe('Bearer sk-secret-123');
    expect(request?.body).toMatchObject({ model: 'some model', stream: true });
  });

  it('refuses a reply with another answer by the name of a guard', async () => {
    const { rows, code } = await rewrite([{ kind: 'reply', text: '2 + 3 = 5, so 5 + 4 = 8. The answer is 8.' }]);
    expect(code).toBe(0);
    expect(rows[0]?.accepted).toBe(false);
    expect(rows[0]?.guards.filter(({ passed }) => !passed).map(({ id }) => id)).toContain('answer-unchanged');
  });

  it('asks without streaming when told to', async () => {
    await rewrite([{ kind: 'reply', text: REPLY }], 1, ['--no-stream']);
    expect(server?.requests[0]?.body).not.toHaveProperty('stream');
  });

  it('keeps the original, says why and goes on when one reply fails', async () => {
    const { rows, code, stderr } = await rewrite(
      [
        { kind: 'refusal', text: 'I would rather not.' },
        { kind: 'reply', text: REPLY },
      ],
      2,
    );
    expect(code).toBe(1);
    expect(rows.map(({ accepted }) => accepted)).toEqual([false, true]);
    expect(rows[0]).toMatchObject({
      text: RECORD.steps.join('\n'),
      ratio: 1,
      guards: [{ id: 'reply-usable', passed: false }],
    });
    expect(stderr).toContain('refused');
  });

  it('stops at once when the key is refused, without saying the key', async () => {
    const { rows, code, stdout, stderr } = await rewrite(
      [{ kind: 'status', status: 401, body: '{"error":{"message":"bad key sk-secret-123"}}' }],
      5,
    );
    expect(code).toBe(1);
    expect(rows).toHaveLength(1);
    expect(server?.requests).toHaveLength(1);
    expect(stderr).toContain('Stopped');
    expect(`${stdout}${stderr}`).not.toContain('sk-secret-123');
  });

  it('gives up after three failures in a row', async () => {
    const { rows, code } = await rewrite([{ kind: 'empty' }], 9);
    expect([rows.length, code]).toEqual([3, 1]);
  });

  it('ends with 130 and leaves no file when it is interrupted while the model thinks', async () => {
    server = await startModelServer([{ kind: 'hang' }]);
    const file = cli.write('hang.jsonl', JSON.stringify(RECORD));
    const out = join(cli.folder, 'hang-out.jsonl');
    const child = cli.start([
      'compress',
      file,
      '--strategy',
      'rewrite',
      '--endpoint',
      server.url,
      '--model',
      'm',
      '--out',
      out,
      '--json',
    ]);
    const { requests } = server;
    await expect.poll(() => requests.length, { timeout: 20_000, interval: 20 }).toBe(1);
    const ended = finished(child);
    child.kill('SIGINT');
    const { code } = await ended;
    expect(code).toBe(130);
    await requests[0]?.dropped;
    expect(readdirSync(cli.folder).filter((name) => name.includes('hang-out'))).toEqual([]);
  });
});
