import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

export const ROOT = resolve(fileURLToPath(import.meta.url), '../../..');
export const SAMPLES = join(ROOT, 'samples');

/** What came of one run. `code` is null when a signal ended it. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** The command line as people get it: bundled, with its rank data and the language server beside it. */
export interface BuiltCli {
  /** A folder for the test's own files. */
  readonly folder: string;
  run(args: readonly string[], options?: RunOptions): Promise<Finished>;
  start(args: readonly string[], options?: RunOptions): ChildProcessWithoutNullStreams;
  /** Writes a file into `folder` and gives its path. */
  write(name: string, content: string | Uint8Array): string;
  remove(): void;
}

const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";
const NODE: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  logLevel: 'silent',
  tsconfigRaw: '{}',
};

/** Bundles the command line into a new temporary folder. */
export async function buildCli(): Promise<BuiltCli> {
  const home = mkdtempSync(join(tmpdir(), 'cot-lens-test-'));
  const dist = join(home, 'dist');
  const folder = join(home, 'files');
  mkdirSync(join(dist, 'ranks'), { recursive: true });
  mkdirSync(folder);
  copyFileSync(join(ROOT, 'package.json'), join(home, 'package.json'));
  await build({
    ...NODE,
    entryPoints: ['src/entry/cli.ts'],
    outfile: join(dist, 'cli.js'),
    format: 'esm',
    banner: { js: REQUIRE },
  });
  await build({
    ...NODE,
    entryPoints: ['src/entry/analysis-worker.ts'],
    outfile: join(dist, 'analysis-worker.cjs'),
    format: 'cjs',
  });
  const { default: ranks } = await import('js-tiktoken/ranks/o200k_base');
  writeFileSync(join(dist, 'ranks', 'o200k_base.json'), JSON.stringify(ranks));
  const start = (args: readonly string[], options: RunOptions = {}): ChildProcessWithoutNullStreams => {
    const child = spawn(process.execPath, [join(dist, 'cli.js'), ...args], {
      cwd: folder,
      env: { ...process.env, COT_LENS_API_KEY: '', COT_LENS_CACHE: join(home, 'cache'), ...options.env },
    });
    // The program may end before it has read everything.
    child.stdin.on('error', () => {});
    if (options.stdin !== undefined) child.stdin.end(options.stdin);
    return child;
  };
  return {
    folder,
    start,
    run: (args, options = {}) => finished(start(args, { stdin: '', ...options })),
    write: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** Bundles the language server beside a built command line. */
export async function buildServer(cli: BuiltCli): Promise<void> {
  await build({
    ...NODE,
    entryPoints: ['src/entry/server-node.ts'],
    outfile: join(cli.folder, '..', 'dist', 'server.cjs'),
    format: 'cjs',
    banner: { js: 'const __meta = { dirname: __dirname };' },
    define: { 'import.meta': '__meta' },
  });
}

/** Waits for the end of a run and gathers what it printed from now on. */
export function finished(child: ChildProcessWithoutNullStreams): Promise<Finished> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({
        code,
        signal,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      });
    });
  });
}

/** The JSON values of an output of JSON Lines; throws when a line is none. */
export function rowsOf<Row>(output: string): readonly Row[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
