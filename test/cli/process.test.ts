import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passes } from '../../src/core/analysis/registry.ts';
import { strategies } from '../../src/core/compress/registry.ts';
import { readers } from '../../src/core/readers/registry.ts';
import { segmenters } from '../../src/core/segment/registry.ts';
import { TOKENIZERS } from '../../src/core/tokens/registry.ts';
import { type BuiltCli, buildCli, buildServer, finished, ROOT, rowsOf, SAMPLES } from './cli.ts';

let cli: BuiltCli;
let large: string;
const ROWS = 3000;
beforeAll(async () => {
  cli = await buildCli();
  // Far more output than a pipe holds.
  const line = JSON.stringify({ question: 'What is 2 + 3?', answer: '2 + 3 = <<2+3=5>>5\n#### 5' });
  large = cli.write('large.jsonl', `${line}\n`.repeat(ROWS));
});
afterAll(() => cli.remove());

const GSM = join(SAMPLES, 'gsm8k.jsonl');

describe('wrong usage', () => {
  const cases: readonly (readonly string[])[] = [
    [],
    ['analyse', GSM],
    ['analyze'],
    ['analyze', GSM, '--no-such-option'],
    ['analyze', GSM, '--reader'],
    ['analyze', GSM, '--reader', 'nobody'],
    ['analyze', GSM, '--segmenter', 'nobody'],
    ['analyze', GSM, '--tokenizer', 'nobody'],
    ['analyze', GSM, '--preset', 'nobody'],
    ['analyze', GSM, '--disable-pass', 'nobody'],
    ['analyze', GSM, '--map', 'nobody'],
    ['analyze', GSM, '--segmenter-pattern', 'x'],
    ['analyze', '-', '-'],
    ['analyze', GSM, '--out', GSM],
    ['compress', GSM, GSM],
    ['compress', GSM, '--strategy', 'nobody'],
    ['compress', GSM, '--strategy', 'rewrite'],
    ['compress', GSM, '--strategy', 'rewrite', '--endpoint', 'localhost', '--model', 'm'],
    ['compress', GSM, '--strategy', 'rewrite', '--endpoint', 'http://localhost:1'],
    ['compress', GSM, '--strategy', 'step-rewrite', '--endpoint', 'http://localhost:1', '--model', 'm'],
    ['compress', GSM, '--model', 'm'],
    ...['0', '1.01', '-0.5', 'half', '', 'NaN', 'Infinity'].map((ratio) => ['compress', GSM, `--ratio=${ratio}`]),
    ['compress', GSM, '--budget', '1.5'],
    ['list'],
    ['list', 'nothing'],
    ['list', 'readers', 'passes'],
    ['list', 'toString'],
    ['lsp'],
    ['export', GSM, '--to', 'trl', '--out', 'x'],
    ['export', GSM, '--to', 'trl-prompt-completion'],
    ['export', GSM, '--out', 'x'],
    ['export', '--to', 'trl-prompt-completion', '--out', 'x'],
    ['export', GSM, '--to', 'trl-prompt-completion', '--out', 'x', '--split', 'train=1,train=2'],
    ['export', GSM, '--to', 'trl-prompt-completion', '--out', 'x', '--split', 'all=1'],
    ['export', GSM, '--to', 'trl-prompt-completion', '--out', 'x', '--set', 'nothing=1'],
    ['export', GSM, '--to', 'trl-prompt-completion', '--out', 'x', '--set', 'nothing'],
    ['export', GSM, '--to', 'trl-prompt-completion', '--out', 'x', '--seed', 'x'],
    ['export', GSM, '--to', 'trl-prompt-completion', '--out', 'x', '--name', 'a b'],
  ];
  it.each(cases.map((args) => [args.map((arg) => arg.replace(ROOT, '.')).join(' '), args] as const))(
    'exits with 2, says why and prints no result: %s',
    async (_name, args) => {
      const { code, stdout, stderr } = await cli.run(args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/--help|Usage/);
    },
  );

  it('names every mistake and the ids that are known', async () => {
    const { stderr } = await cli.run(['analyze', GSM, '--reader', 'nobody', '--preset', 'bold']);
    expect(stderr).toContain('gsm8k');
    expect(stderr).toContain('careful, balanced, aggressive');
  });
});

describe('help, version and lists', () => {
  it('prints them on stdout with exit code 0', async () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await cli.run(['--version'])).toMatchObject({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
    expect(await cli.run(['--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('analyze FILE'),
      stderr: '',
    });
    for (const command of ['analyze', 'compress', 'list', 'export', 'lsp']) {
      const { code, stdout } = await cli.run([command, '--help']);
      expect([code, stdout.startsWith(`Usage: cot-lens ${command}`)]).toEqual([0, true]);
    }
  });

  it.each([
    ['readers', readers],
    ['segmenters', segmenters],
    ['passes', passes],
    ['strategies', strategies],
    ['tokenizers', TOKENIZERS],
  ] as const)('lists all %s of the registry, for people and as JSON', async (name, units) => {
    const ids = units.map(({ id }) => id);
    const { stdout } = await cli.run(['list', name]);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(ids);
    const json = await cli.run(['list', name, '--json']);
    expect((JSON.parse(json.stdout) as readonly { id: string }[]).map(({ id }) => id)).toEqual(ids);
  });

  it('lists exporters with what they need, their options and notes', async () => {
    const { stdout } = await cli.run(['list', 'exporters', '--json']);
    const all = JSON.parse(stdout) as readonly { id: string; needs: string; options: unknown[]; notes: unknown[] }[];
    expect(all.length).toBeGreaterThan(0);
    for (const each of all) expect(each.needs).not.toBe('');
    expect(all.map(({ id }) => id)).toContain('trl-prompt-completion');
  });
});

describe('pipes', () => {
  it('ends quietly when the reader goes away', async () => {
    const child = cli.start(['analyze', large, '--json'], { stdin: '' });
    const ended = finished(child);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([0, '']);
  });

  it('ends with 130 and whole lines when it is interrupted while nobody reads', async () => {
    const child = cli.start(['analyze', large, '--json'], { stdin: '' });
    const [first] = (await once(child.stdout, 'data')) as [Buffer];
    child.stdout.pause();
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    const [code] = (await exited) as [number | null];
    expect(code).toBe(130);
    const rest: Buffer[] = [first];
    for await (const chunk of child.stdout) rest.push(chunk as Buffer);
    expect(rowsOf(Buffer.concat(rest).toString('utf8').split('\n').slice(0, -1).join('\n')).length).toBeLessThan(ROWS);
  });

  it('ends with 130 when it is interrupted while it waits for stdin', async () => {
    const child = cli.start(['analyze', GSM, '-', '--json']);
    const ended = finished(child);
    // The rows of the first file show that it has come to wait for the second.
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
  });

  it('reads what can be read only once, such as a named pipe', async () => {
    const pipe = join(cli.folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const child = cli.start(['analyze', pipe, '--json'], { stdin: '' });
    const ended = finished(child);
    await writeFile(pipe, readFileSync(GSM));
    const { stdout, code } = await ended;
    expect(code).toBe(0);
    expect(rowsOf(stdout)).toHaveLength(12);
  });
});

describe('--out', () => {
  it('holds exactly what stdout would have got, and nothing else is left behind', async () => {
    const out = join(cli.folder, 'out.jsonl');
    const direct = await cli.run(['analyze', GSM, '--json']);
    const before = readdirSync(cli.folder);
    const { code, stdout } = await cli.run(['analyze', GSM, '--json', '--out', out]);
    expect([code, stdout]).toEqual([0, '']);
    expect(readFileSync(out, 'utf8')).toBe(direct.stdout);
    expect(readdirSync(cli.folder)).toEqual([...before, 'out.jsonl'].sort());
  });

  it('writes through a link, also over an older file', async () => {
    const target = cli.write('target.jsonl', 'old');
    const link = join(cli.folder, 'link.jsonl');
    symlinkSync(target, link);
    expect((await cli.run(['analyze', GSM, '--json', '--out', link])).code).toBe(0);
    expect(rowsOf(readFileSync(target, 'utf8'))).toHaveLength(12);
  });

  it('refuses to write over the file that is read, also through a link', async () => {
    const source = cli.write('source.jsonl', readFileSync(GSM));
    const link = join(cli.folder, 'source-link.jsonl');
    symlinkSync(source, link);
    expect((await cli.run(['analyze', source, '--json', '--out', link])).code).toBe(2);
    expect(readFileSync(source).equals(readFileSync(GSM))).toBe(true);
  });

  it('says when it cannot be written', async () => {
    const { code, stderr } = await cli.run([
      'analyze',
      GSM,
      '--json',
      '--out',
      join(cli.folder, 'no', 'such', 'folder.jsonl'),
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('cannot be written');
  });

  it('leaves an older file as it was when it is interrupted', async () => {
    const out = cli.write('older.jsonl', 'old');
    const child = cli.start(['analyze', large, '-', '--json', '--out', out]);
    const ended = finished(child);
    const temporary = (): boolean => readdirSync(cli.folder).some((name) => name.startsWith('.older.jsonl.'));
    await expect.poll(temporary, { timeout: 20_000, interval: 10 }).toBe(true);
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect([readFileSync(out, 'utf8'), temporary()]).toEqual(['old', false]);
  });
});

describe('lsp --stdio', () => {
  it('answers an initialize request and ends on exit', async () => {
    await buildServer(cli);
    const child = cli.start(['lsp', '--stdio']);
    const ended = finished(child);
    const send = (message: object): void => {
      const text = JSON.stringify({ jsonrpc: '2.0', ...message });
      child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    };
    send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    await once(child.stdout, 'data');
    send({ id: 2, method: 'shutdown' });
    send({ method: 'exit' });
    const { code, stdout } = await ended;
    expect(stdout).toContain('codeLensProvider');
    expect(code).toBe(0);
  });

  it('says when the server is not there', async () => {
    const other = await buildCli();
    try {
      expect(await other.run(['lsp', '--stdio'])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('missing'),
      });
    } finally {
      other.remove();
    }
  });
});

it('says which tokenizer data is missing', async () => {
  expect(existsSync(join(cli.folder, '..', 'dist', 'ranks', 'p50k_base.json'))).toBe(false);
  const { code, stderr } = await cli.run(['analyze', GSM, '--tokenizer', 'p50k_base']);
  expect(code).toBe(1);
  expect(stderr).toContain('--tokenizer estimate');
});
