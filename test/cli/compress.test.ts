import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
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

describe('compress with a journal', () => {
  const PRICES = ['--price-in', '2', '--price-out', '8'];
  const asked = (): number => server?.requests.length ?? 0;
  const texts = (count: number): string =>
    Array.from(
      { length: count },
      (_, index) => `${JSON.stringify({ ...RECORD, question: `No. ${index}: 2 + 3 + 4?` })}\n`,
    ).join('');
  const run = (file: string, ...more: string[]) =>
    compress([file, '--strategy', 'rewrite', '--endpoint', server?.url ?? '', '--model', 'm', ...more]);

  it('asks nothing again, prints all rows in the order of the file, and says what was spent', async () => {
    server = await startModelServer([{ kind: 'reply', text: REPLY }]);
    const file = cli.write('journal.jsonl', texts(20));
    const first = await run(file, '--variants', '--concurrency', '8', ...PRICES);
    expect([first.code, asked()]).toEqual([0, 20]);
    expect(first.rows.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(first.stderr).toMatch(/200 tokens sent.*\$0\.00/);
    const again = await run(file, '--variants', '--concurrency', '8');
    expect([again.code, asked(), again.stdout]).toEqual([0, 20, first.stdout]);
    expect(again.stderr).toContain('20 traces came from the journal');
    const stored = readFileSync(join(cli.folder, 'journal.variants.jsonl'), 'utf8').trimEnd().split('\n');
    expect(stored).toHaveLength(20);
    // Without the variants the replies are still there: the texts are made again from the journal.
    const other = await run(file, '--journal', join(cli.folder, 'journal.journal.jsonl'));
    expect([asked(), other.stdout]).toEqual([20, first.stdout]);
  });

  it('stops before more than the limit is spent, and goes on when it is raised', async () => {
    server = await startModelServer([{ kind: 'reply', text: REPLY }]);
    const file = cli.write('limit.jsonl', texts(10));
    // Before it is sent a question is set aside for at its estimated cost, about 0.0007; really it costs 0.0001 here.
    const own = ['--variants', '--concurrency', '1', '--max-tokens', '1', ...PRICES];
    const limited = await run(file, ...own, '--max-cost', '0.001');
    expect(limited.code).toBe(1);
    expect(limited.stderr).toMatch(/Stopped: .*spent.*Run it again to go on/);
    const before = asked();
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(10);
    const rest = await run(file, ...own, '--max-cost', '1');
    expect([rest.code, rest.rows.length, asked()]).toEqual([0, 10, 10]);
  });

  it('says what it would take without asking, and takes off what is finished', async () => {
    server = await startModelServer([{ kind: 'reply', text: REPLY }]);
    const file = cli.write('estimate.jsonl', texts(3));
    const estimate = async () =>
      JSON.parse(
        (
          await cli.run([
            'compress',
            file,
            '--strategy',
            'rewrite',
            '--endpoint',
            server?.url ?? '',
            '--model',
            'm',
            '--variants',
            '--estimate',
            '--json',
            ...PRICES,
          ])
        ).stdout,
      ) as { left: number; questions: number; inputTokens: number; cost: number };
    const before = await estimate();
    expect(before).toMatchObject({ left: 3, questions: 3 });
    expect(before.inputTokens).toBeGreaterThan(300);
    expect(before.cost).toBeGreaterThan(0);
    expect(asked()).toBe(0);
    await run(file, '--variants');
    expect(await estimate()).toMatchObject({ left: 0, questions: 0, cost: 0 });
  });

  it('says so when the variants or the journal cannot be written', async () => {
    server = await startModelServer([{ kind: 'reply', text: REPLY }]);
    const file = cli.write('folder.jsonl', texts(2));
    mkdirSync(join(cli.folder, 'folder.variants.jsonl'));
    const { code, stderr } = await run(file, '--variants');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Stopped, because a file cannot be .*EISDIR/)]);
    expect(asked()).toBe(0);
  });

  it.each([
    [['--max-cost', '1'], 'needs --price-in'],
    [['--price-in', '1'], 'go together'],
    [['--retry-failed'], 'needs the journal'],
    [['--concurrency', '0'], 'whole number'],
  ])('ends with 2 for %j', async (more, words) => {
    const { code, stderr } = await cli.run([
      'compress',
      LONG,
      '--strategy',
      'rewrite',
      '--endpoint',
      'http://localhost:1/v1',
      '--model',
      'm',
      ...more,
    ]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});
