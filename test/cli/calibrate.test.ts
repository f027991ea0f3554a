import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { annotationsPath } from '../../src/app/annotation-store.ts';
import { type BuiltCli, buildCli, ROOT } from './cli.ts';

let cli: BuiltCli;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

interface Chain {
  readonly question: string;
  readonly steps: readonly string[];
  readonly redundant: readonly number[];
}
const CHAINS = readFileSync(join(ROOT, 'test/fixtures/eval/inserted_redundancy_dev.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Chain);

/** A corpus with labels by one person: skip for the steps that add nothing. */
async function labelled(name: string, chains: readonly Chain[]): Promise<string> {
  const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const file = cli.write(`${name}.jsonl`, lines(chains.map(({ question, steps }) => ({ question, steps }))));
  const labels = chains.map(({ question, steps, redundant }) => {
    return { question, steps, labels: steps.map((_step, index) => (redundant.includes(index) ? 'skip' : 'keep')) };
  });
  const from = cli.write(`${name}-labels.json`, lines(labels));
  const { code } = await cli.run(['annotations', file, '--import', from, '--tokenizer', 'estimate']);
  expect(code).toBe(0);
  return file;
}

describe('cot-lens calibrate', () => {
  it('fits weights to labels, says what they are worth on held-out problems, and analyze uses them', async () => {
    const file = await labelled('all', CHAINS);
    const out = resolve(cli.folder, 'weights.json');
    const { code, stdout, stderr } = await cli.run(['calibrate', file, '--out', out, '--json']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ labels: { skip: 44, keep: 175, problems: 20 }, folds: 5, better: true, out });
    expect(report.after.logLoss).toBeLessThan(report.before.logLoss);
    expect(report.after.auc).toBeGreaterThanOrEqual(report.before.auc);
    const scores = async (more: readonly string[]) =>
      (await cli.run(['analyze', file, '--json', '--tokenizer', 'estimate', ...more])).stdout
        .trim()
        .split('\n')
        .flatMap((line) => (JSON.parse(line) as { readonly steps: readonly { readonly score: number }[] }).steps)
        .map(({ score }) => score);
    const [before, after] = [await scores([]), await scores(['--weights', out])];
    expect(after).toHaveLength(before.length);
    expect(after).not.toEqual(before);
    const text = await cli.run(['calibrate', file]);
    expect(text.stdout).toContain('44 steps labelled skip, 175 keep, on 20 problems');
    expect(text.stdout).toContain('refitted, on 5 held-out folds: AUC 0.');
    expect(text.stdout).toContain('Nothing was written');
  });

  it('refuses too few labels, and suggestions that nobody confirmed', async () => {
    const few = await labelled('few', CHAINS.slice(0, 3));
    const out = resolve(cli.folder, 'few.json');
    const { code, stdout, stderr } = await cli.run(['calibrate', few, '--out', out]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('There are too few labels to fit to: it takes at least 100 steps labelled skip or keep');
    expect(() => readFileSync(out)).toThrow();
    const all = await labelled('suggested', CHAINS);
    const rows = readFileSync(annotationsPath(all), 'utf8').replaceAll('"origin":"import"', '"origin":"analysis"');
    cli.write('suggested.annotations.jsonl', rows);
    expect((await cli.run(['calibrate', all])).stderr).toContain('there are 0 skip and 0 keep');
    const nobody = await cli.run(['calibrate', all, '--annotator', 'import']);
    expect(nobody.code).toBe(0);
  });

  it('says what is wrong with a file of weights', async () => {
    const file = cli.write('any.jsonl', '{"question":"Q","steps":["a"]}\n');
    const wrong = cli.write('wrong.json', '{}');
    for (const [path, why] of [
      [wrong, 'no file of weights'],
      ['nothing.json', 'cannot be read'],
    ] as const) {
      const { code, stderr } = await cli.run(['analyze', file, '--weights', path]);
      expect(code).toBe(2);
      expect(stderr).toContain(why);
    }
  });
});
