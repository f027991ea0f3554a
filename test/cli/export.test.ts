import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltCli, buildCli, SAMPLES } from './cli.ts';

let cli: BuiltCli;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

const GSM = join(SAMPLES, 'gsm8k.jsonl');
const TRL = ['--to', 'trl-prompt-completion'];
let outs = 0;
const freshOut = () => {
  outs += 1;
  return join(cli.folder, `out${outs}`);
};
const read = (...path: string[]) => readFileSync(join(...path), 'utf8');

describe('cot-lens export', () => {
  it('writes the rows, a data card with the recipe, and nothing else', async () => {
    const out = freshOut();
    const { code, stdout, stderr } = await cli.run([
      'export',
      GSM,
      ...TRL,
      '--out',
      out,
      '--split',
      'train=75,test=25',
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/12 traces exported, 12 traces read; \d+ tokens of reasoning \(o200k_base\)/);
    expect(readdirSync(out).sort()).toEqual(['README.md', 'test.jsonl', 'train.jsonl']);
    const rows = ['train', 'test'].flatMap((split) => read(out, `${split}.jsonl`).trim().split('\n'));
    expect(rows.length).toBe(12);
    expect(JSON.parse(rows[0] ?? '')).toEqual({
      prompt: expect.any(String),
      completion: expect.stringMatching(/\n#### \d+$/),
    });
    const card = read(out, 'README.md');
    for (const words of ['gsm8k.jsonl', '"to": "trl-prompt-completion"', '"test": 0.25', '12 records, reader gsm8k']) {
      expect(card).toContain(words);
    }
  });

  it('gives the same files for the same call, byte for byte', async () => {
    const [a, b] = [freshOut(), freshOut()];
    for (const out of [a, b]) await cli.run(['export', GSM, ...TRL, '--out', out, '--split', 'train=50,valid=50']);
    for (const file of ['train.jsonl', 'valid.jsonl']) expect(read(a, file)).toBe(read(b, file));
  });

  it('does not touch files that are there, and replaces them when told to', async () => {
    const out = freshOut();
    mkdirSync(out);
    writeFileSync(join(out, 'train.jsonl'), 'mine');
    const refused = await cli.run(['export', GSM, ...TRL, '--out', out]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--overwrite')]);
    expect([readdirSync(out), read(out, 'train.jsonl')]).toEqual([['train.jsonl'], 'mine']);
    expect((await cli.run(['export', GSM, ...TRL, '--out', out, '--overwrite'])).code).toBe(0);
    expect(read(out, 'train.jsonl')).toContain('"prompt"');
  });

  it('tells of broken lines, exports the others, and ends with 1', async () => {
    const file = join(cli.folder, 'broken.jsonl');
    writeFileSync(file, `${read(GSM).split('\n')[0]}\n{"question": \n`);
    const out = freshOut();
    const { code, stdout, stderr } = await cli.run(['export', file, ...TRL, '--out', out, '--json']);
    expect(code).toBe(1);
    expect(stderr).toContain(`${file}:2: error:`);
    expect(JSON.parse(stdout)).toMatchObject({
      to: 'trl-prompt-completion',
      units: 1,
      skipped: [{ reason: 'A record without a trace.', times: 1 }],
      faults: [],
    });
  });

  it('exports accepted variants that lie beside the corpus, and none of a record that changed since', async () => {
    const file = join(cli.folder, 'compressed.jsonl');
    writeFileSync(file, read(SAMPLES, 'long-thinking.jsonl'));
    await cli.run(['compress', file, '--strategy', 'safe-prune', '--variants']);
    const out = freshOut();
    const run = await cli.run(['export', file, ...TRL, '--out', out, '--source', 'variants', '--json']);
    const { units } = JSON.parse(run.stdout) as { readonly units: number };
    expect([run.code, units > 0]).toEqual([0, true]);
    expect(read(out, 'train.jsonl').length).toBeLessThan(read(file).length);
    writeFileSync(file, read(file).replaceAll('So', 'Thus'));
    const stale = await cli.run(['export', file, ...TRL, '--out', freshOut(), '--source', 'variants']);
    expect([stale.code, stale.stdout]).toEqual([1, expect.stringContaining('No accepted variant.')]);
  });

  it('a file that is not there, or a folder that cannot be made, is said, and nothing is written', async () => {
    const out = freshOut();
    const none = await cli.run(['export', GSM, join(cli.folder, 'nowhere.jsonl'), ...TRL, '--out', out]);
    expect([none.code, none.stderr, existsSync(out)]).toEqual([1, expect.stringContaining('no such file'), false]);
    const under = join(GSM, 'folder');
    const bad = await cli.run(['export', GSM, ...TRL, '--out', under]);
    expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining('cannot be read or written')]);
  });
});
