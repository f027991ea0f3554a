import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { annotationsPath, openAnnotations } from '../../src/app/annotation-store.ts';
import { contentHash } from '../../src/base/hash.ts';
import { stepHash } from '../../src/core/document/step-hash.ts';
import type { StepLabel } from '../../src/core/model/annotation.ts';
import { nodeAppendFile } from '../../src/platform/node/files.ts';
import { type BuiltCli, buildCli, ROOT } from './cli.ts';

let cli: BuiltCli;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

const STEPS = ['First 2 * 3 = 6.', 'So it goes.', 'Then 6 + 4 = 10.', 'So the answer is 10.'];
const RECORDS = ['a', 'b', 'c'].map((id) =>
  JSON.stringify({ id, question: `${id}: how much is 2 * 3 + 4?`, steps: STEPS, answer: '10' }),
);

function corpus(name: string, records: readonly string[] = RECORDS): string {
  return cli.write(name, records.map((record) => `${record}\n`).join(''));
}

interface Said extends Partial<StepLabel> {
  readonly record: number;
  readonly step: number;
  readonly words?: string;
}

/** Writes labels of one person into a file of annotations. */
async function label(path: string, annotator: string, said: readonly Said[], time = '2026-01-01T00:00:00.000Z') {
  const log = await openAnnotations(nodeAppendFile(path));
  for (const { record, step, words, ...label } of said) {
    const text = words ?? STEPS[step] ?? '';
    const traceId = ['a', 'b', 'c'][record - 1] ?? 'gone';
    const sourceHash = contentHash(RECORDS[record - 1] ?? 'gone');
    const place = { record, traceIndex: 0, traceId, sourceHash };
    const whole = { label: null, rating: null, flagged: false, note: '', ...label };
    await log.putStep(place, { index: step, start: 0, end: 1, hash: stepHash(text), text }, whole, {
      time,
      toolVersion: '0',
      annotator,
      origin: 'person',
    });
  }
}

async function json(args: readonly string[]) {
  const done = await cli.run(['annotations', ...args, '--json']);
  expect(done.stderr).toBe('');
  return { ...done, report: JSON.parse(done.stdout) };
}

describe('cot-lens annotations', () => {
  it('tells how far each annotator is, and where labels are stale or lost', async () => {
    const file = corpus('progress.jsonl');
    await label(annotationsPath(file), 'ann', [
      ...STEPS.map((_step, step) => ({ record: 1, step, label: step === 1 ? 'skip' : 'keep' })),
      { record: 2, step: 0, rating: -1, flagged: true, note: 'odd' },
      { record: 2, step: 1, label: 'skip', words: 'So it goes on.' },
      { record: 3, step: 2, label: 'keep', words: 'Nothing of the kind stands there, nor ever did.' },
      { record: 9, step: 0, label: 'keep' },
    ]);
    const { report, code } = await json([file]);
    expect(code).toBe(0);
    expect(report).toMatchObject({ traces: 3, steps: 12, damaged: 0, merged: null, imported: null, agreement: null });
    expect(report.annotators).toEqual([
      {
        annotator: 'ann',
        steps: 5,
        labels: { keep: 3, skip: 1 },
        ratings: { '-1': 1, '0': 0, '1': 0 },
        flagged: 1,
        notes: 1,
        suggested: 0,
        tracesBegun: 2,
        tracesDone: 1,
      },
    ]);
    expect(report.stale).toEqual([
      { line: 2, id: 'b', step: 1, annotator: 'ann', said: 'skip', labelledText: 'So it goes on.' },
    ]);
    expect(report.lost.map((each: { line: number | null; step: null }) => [each.line, each.step])).toEqual([
      [3, null],
      [null, null],
    ]);
    const { stdout } = await cli.run(['annotations', file]);
    expect(stdout).toContain('ann: 5 of 12 steps; traces begun 2, done 1 of 3');
    expect(stdout).toContain('line 2, step 2: ann said skip of "So it goes on."');
    expect(stdout).toContain('a record that is gone (gone)');
  });

  it('tells how annotators agree and lists where they do not', async () => {
    const file = corpus('agreement.jsonl');
    const path = annotationsPath(file);
    const labels = (skip: number) =>
      STEPS.map((_step, step) => ({ record: 1, step, label: step === skip ? 'skip' : 'keep' }));
    await label(path, 'ann', [...labels(1), { record: 2, step: 0, rating: 1 }]);
    await label(path, 'bob', [...labels(1), { record: 2, step: 0, rating: -1 }, { record: 2, step: 1, rating: 0 }]);
    const { report } = await json([file, '--agreement']);
    expect(report.agreement).toMatchObject({
      common: 5,
      pairs: [
        {
          annotators: ['ann', 'bob'],
          labels: { both: 4, equal: 4, kappa: 1 },
          ratings: { both: 1, equal: 0, kappa: 0 },
        },
      ],
      alphaLabels: 1,
      alphaRatings: 0,
      disagreements: [
        {
          line: 2,
          id: 'b',
          step: 0,
          text: STEPS[0],
          said: [
            { annotator: 'ann', said: '+1' },
            { annotator: 'bob', said: '−1' },
          ],
        },
      ],
    });
    const { stdout } = await cli.run(['annotations', file, '--agreement']);
    expect(stdout).toContain('ann and bob: labels kappa 1.000 on 4 steps (4 equal)');
    expect(stdout).toContain('line 2, step 1: ann +1 | bob −1  "First 2 * 3 = 6."');
  });

  it("merges other people's files, twice without a change, or into a file of its own", async () => {
    const file = corpus('merge.jsonl');
    await label(annotationsPath(file), 'ann', [{ record: 1, step: 0, label: 'keep' }]);
    const other = cli.write('bob.annotations.jsonl', '');
    await label(other, 'bob', [{ record: 1, step: 0, label: 'skip' }]);
    const before = readFileSync(annotationsPath(file), 'utf8');
    const out = cli.write('all.annotations.jsonl', '');
    const apart = await cli.run(['annotations', file, '--merge', other, '--out', out, '--json']);
    expect(JSON.parse(apart.stdout)).toMatchObject({
      merged: 2,
      annotators: [{ annotator: 'ann' }, { annotator: 'bob' }],
    });
    expect(readFileSync(annotationsPath(file), 'utf8')).toBe(before);
    expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(2);
    const first = await cli.run(['annotations', file, '--merge', other, '--json']);
    expect(first.stderr).toContain('1 rows, 1 of them new');
    expect(JSON.parse(first.stdout).merged).toBe(1);
    const after = readFileSync(annotationsPath(file), 'utf8');
    expect(JSON.parse((await cli.run(['annotations', file, '--merge', other, '--json'])).stdout).merged).toBe(0);
    expect(readFileSync(annotationsPath(file), 'utf8')).toBe(after);
    const missing = await cli.run(['annotations', file, '--merge', 'nobody.jsonl']);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('there is no such file');
  });

  it('imports labels for traces with the same question and steps, and tells what fits nothing', async () => {
    const file = corpus('import.jsonl');
    const rows = [
      { prompt: 'a: how much is 2 * 3 + 4?', completions: STEPS.slice(0, 2), labels: [true, false] },
      { input: 'b: how much is 2 * 3 + 4?', steps: STEPS, mistake_index: 2 },
      { prompt: 'a: how much is 2 * 3 + 4?', completions: ['Something else.'], labels: [true] },
      { prompt: 'nothing' },
    ];
    const from = cli.write('labels.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const { report, code } = await json([file, '--import', from, '--annotator', 'gold']);
    expect(code).toBe(1);
    expect(report.imported).toMatchObject({
      chains: 3,
      matched: 2,
      stored: 5,
      already: 0,
      unmatched: [3],
      unread: [{ line: 4 }],
    });
    expect(report.annotators).toMatchObject([{ annotator: 'gold', steps: 5, ratings: { '-1': 2, '1': 3 } }]);
    expect((await json([file, '--import', from, '--annotator', 'gold'])).report.imported).toMatchObject({
      stored: 0,
      already: 5,
    });
  });

  it('takes its own PRM800K export in again', async () => {
    const file = corpus('round.jsonl');
    await label(
      annotationsPath(file),
      'ann',
      STEPS.map((_step, step) => ({ record: 2, step, rating: step === 1 ? 0 : 1 })),
    );
    const out = resolve(cli.folder, 'prm');
    const exported = await cli.run(['export', file, '--to', 'prm800k', '--out', out]);
    expect(exported.stdout).toContain('1 traces exported');
    const fresh = corpus('fresh.jsonl');
    const { report } = await json([fresh, '--import', resolve(out, 'train.jsonl')]);
    expect(report.annotators).toMatchObject([{ annotator: 'ann', steps: 4, ratings: { '-1': 0, '0': 1, '1': 3 } }]);
  });

  it('reads records of PRM800K, with and without a solution that was written before, and takes their ratings', async () => {
    const fixture = join(ROOT, 'test/fixtures/readers/prm800k/made-up.jsonl');
    const file = cli.write('prm800k.jsonl', readFileSync(fixture));
    const { report } = await json([file, '--import', file]);
    expect(report.imported).toMatchObject({ chains: 3, matched: 3, stored: 7, unmatched: [], unread: [] });
    expect(report).toMatchObject({
      steps: 8,
      annotators: [{ annotator: 'made-up-1', ratings: { '-1': 1, '0': 1, '1': 5 } }],
    });
    const out = resolve(cli.folder, 'prm800k-out');
    await cli.run(['export', file, '--to', 'prm-stepwise', '--out', out]);
    const rows = readFileSync(resolve(out, 'train.jsonl'), 'utf8').trim().split('\n');
    expect(rows.map((row) => (JSON.parse(row) as { labels: unknown }).labels)).toEqual([
      [true, true, true],
      [true, false],
      [true, true],
    ]);
  });

  it('goes to exports on wish: one annotator, or the traces without what was labelled skip', async () => {
    const file = corpus('wish.jsonl');
    const labels = (skip: number) =>
      STEPS.map((_step, step) => ({ record: 1, step, label: step === skip ? 'skip' : 'keep' }));
    await label(annotationsPath(file), 'ann', labels(1));
    await label(annotationsPath(file), 'bob', labels(9));
    const texts = async (name: string, more: readonly string[]) => {
      const out = resolve(cli.folder, name);
      const args = ['export', file, '--to', 'trl-prompt-completion', '--source', 'labels', '--out', out, ...more];
      const { code, stdout } = await cli.run(args);
      expect(stdout).toContain('left out: 2 x No step has a label that counts.');
      expect(code).toBe(0);
      return readFileSync(resolve(out, 'train.jsonl'), 'utf8');
    };
    expect(await texts('by-ann', ['--annotator', 'ann'])).not.toContain(STEPS[1]);
    expect(await texts('by-bob', ['--annotator', 'bob'])).toContain(STEPS[1]);
    expect(await texts('by-both', [])).toContain(STEPS[1]);
    expect(readFileSync(resolve(cli.folder, 'by-ann', 'README.md'), 'utf8')).toContain('"annotator": "ann"');
  });

  it('stores what the analysis flags as suggestions, once', async () => {
    const repeated = {
      question: 'How much is 2 * 3 + 4?',
      steps: [...STEPS.slice(0, 3), STEPS[0], STEPS[2], STEPS[3]],
      answer: '10',
    };
    const file = corpus('prelabel.jsonl', [JSON.stringify(repeated)]);
    const { report } = await json([file, '--prelabel']);
    expect(report.prelabelled).toBeGreaterThan(0);
    expect(report.annotators).toMatchObject([
      { annotator: 'analysis', labels: { skip: report.prelabelled }, suggested: report.prelabelled },
    ]);
    expect((await json([file, '--prelabel'])).report.prelabelled).toBe(0);
  });

  it('says what is wrong with how it was called', async () => {
    const file = corpus('wrong.jsonl');
    for (const [args, why] of [
      [['-'], 'stdin'],
      [[file, file], 'one file'],
      [[file, '--out', 'x'], '--merge'],
      [[file, '--import', 'nothing.jsonl'], 'no such file'],
    ] as const) {
      const { code, stderr } = await cli.run(['annotations', ...args]);
      expect(code).not.toBe(0);
      expect(stderr).toContain(why);
    }
  });

  const mistakes = resolve(ROOT, '../shared/traces/big_bench_mistake/multistep_arithmetic_first150.jsonl');
  it.skipIf(!existsSync(mistakes))('imports BIG-Bench Mistake into itself (skipped without ../shared)', async () => {
    const file = cli.write('mistakes.jsonl', readFileSync(mistakes));
    const { report } = await json([file, '--import', mistakes]);
    expect(report.imported).toMatchObject({ chains: report.traces, matched: report.traces, unmatched: [], unread: [] });
    expect(report.annotators[0].ratings['-1']).toBeGreaterThan(50);
  });
});
