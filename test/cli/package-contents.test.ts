import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const VSIX = join(ROOT, 'dist', 'cot-lens.vsix');
const LIMIT_BYTES = 5 * 1024 * 1024;

const ALLOWED = [
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/(extension|server|analysis-worker)\.cjs$/,
  /^dist\/cli\.js$/,
  /^dist\/THIRD-PARTY-NOTICES\.txt$/,
  /^dist\/webview\/[\w-]+\.js$/,
  /^dist\/ranks\/\w+\.json$/,
  /^media\/(icon\.png|trace-(dark|light)\.svg|[\w-]+\.css|walkthrough\/[\w-]+\.md|labels\/[\w-]+\.svg)$/,
  /^syntaxes\/[\w.-]+\.json$/,
  /^samples\/([\w-]+\.jsonl|NOTICE\.md)$/,
];

describe('the packaged extension', () => {
  let files: readonly string[] = [];

  beforeAll(() => {
    execFileSync(process.execPath, [join(ROOT, 'scripts', 'package.mjs')], { cwd: ROOT });
    const vsce = join(ROOT, 'node_modules', '.bin', 'vsce');
    const output = execFileSync(vsce, ['ls', '--no-dependencies'], { cwd: ROOT, encoding: 'utf8' });
    files = output.split('\n').filter((line) => line.trim() !== '');
  }, 120_000);

  it('holds only what runs', () => {
    expect(files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file)))).toEqual([]);
  });

  it('holds everything that runs', () => {
    for (const needed of [
      'dist/extension.cjs',
      'dist/server.cjs',
      'dist/analysis-worker.cjs',
      'dist/cli.js',
      'dist/ranks/o200k_base.json',
      'media/icon.png',
    ]) {
      expect(files).toContain(needed);
    }
  });

  it('tells the licences of what is bundled', () => {
    expect(files).toContain('dist/THIRD-PARTY-NOTICES.txt');
    const notices = readFileSync(join(ROOT, 'dist', 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['@huggingface/tokenizers', 'chart.js', 'js-tiktoken', 'hyparquet', 'vscode-languageclient']) {
      expect(notices).toMatch(new RegExp(`^${name.replaceAll('.', '\\.')} \\d[\\w.]* \\([\\w.-]+\\)$`, 'm'));
    }
    expect(notices.match(/Permission is hereby granted/g)?.length).toBeGreaterThan(10);
  });

  it('is under 5 MB', () => {
    expect(existsSync(VSIX)).toBe(true);
    expect(statSync(VSIX).size).toBeLessThan(LIMIT_BYTES);
  });
});
