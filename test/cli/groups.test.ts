import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { annotationsPath, openAnnotations } from '../../src/app/annotation-store.ts';
import { contentHash } from '../../src/base/hash.ts';
import { nodeAppendFile } from '../../src/platform/node/files.ts';
import { type BuiltCli, buildCli, rowsOf, SAMPLES } from './cli.ts';

let cli: BuiltCli;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

interface GroupRow {
  readonly key: string;
  readonly by: string;
  readonly question: string;
  readonly reference: string | null;
  readonly samples: readonly {
    readonly file: string;
    readonly line: number;
    readonly tokens: number;
    readonly verdict: string;
    readonly by: string;
    readonly shortestRight: boolean;
    readonly rewards: Readonly<Record<string, number | null>>;
  }[];
}

const sample = (question: string, words: number, answer: string, more = {}) => ({
  question,
  reasoning: `${'So it goes. '.repeat(words)}That makes ${answer}.`,
  answer,
  ...more,
});
const RECORDS = [
  sample('6 + 4?', 10, '10', { reference_answer: '10' }),
  sample('6 + 4?', 30, '10'),
  sample('6 + 4?', 20, '9'),
  sample('1 + 1?', 5, '2'),
];

function corpus(name: string): string {
  const path = join(cli.folder, name);
  writeFileSync(path, RECORDS.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
}

describe('cot-lens groups', () => {
  it('prints a row per problem with graded samples, the shortest right one marked, and rewards', async () => {
    const file = corpus('one.jsonl');
    const rewards = ['--rewards', 'kimi-length,truncation', '--set', 'truncation.limit=60'];
    const { code, stdout, stderr } = await cli.run(['groups', file, '--json', ...rewards]);
    expect([code, stderr]).toEqual([0, '']);
    const [first, second] = rowsOf<GroupRow>(stdout);
    expect(first).toMatchObject({ by: 'question', question: '6 + 4?', reference: '10' });
    expect(first?.samples.map(({ line, verdict, by, shortestRight }) => [line, verdict, by, shortestRight])).toEqual([
      [1, 'correct', 'reference', true],
      [2, 'correct', 'reference', false],
      [3, 'wrong', 'reference', false],
    ]);
    expect(first?.samples.map((each) => each.rewards['kimi-length'])).toEqual([0.5, -0.5, expect.closeTo(0, 1)]);
    expect(first?.samples.map((each) => each.rewards.truncation)).toEqual([1, 0, 0]);
    expect(second?.samples.map(({ verdict }) => verdict)).toEqual(['unknown']);
  });

  it('joins samples over files, and tells people the figures of the whole set', async () => {
    const files = [corpus('a.jsonl'), corpus('b.jsonl')];
    const { stdout } = await cli.run(['groups', ...files]);
    expect(stdout).toContain('2 problems, 8 samples, 8 graded');
    expect(stdout).toMatch(/accuracy 75\.0 %, mean \d+ tokens/);
    expect(stdout).toContain('shortest right');
  });

  it('heeds what a person said of an answer, also in an export, until the record changes', async () => {
    const file = corpus('judged.jsonl');
    const log = await openAnnotations(nodeAppendFile(annotationsPath(file)));
    const judged = { record: 1, traceIndex: 0, traceId: 'line:1', sourceHash: contentHash(JSON.stringify(RECORDS[0])) };
    const made = (time: string) => ({ time, toolVersion: '0' });
    await log.put(judged, 'wrong', made('2026-01-01T00:00:00.000Z'));
    const first = async () => rowsOf<GroupRow>((await cli.run(['groups', file, '--json'])).stdout)[0]?.samples[0];
    expect(await first()).toMatchObject({ verdict: 'wrong', by: 'person', shortestRight: false });
    const out = join(cli.folder, 'judged-out');
    await cli.run(['export', file, '--to', 'kimi-sft', '--out', out, '--set', 'thoughts=plain', '--set', 'form=text']);
    const row = JSON.parse(readFileSync(join(out, 'train.jsonl'), 'utf8')) as { readonly completion: string };
    expect(row.completion.split('So it goes').length).toBe(31);
    await log.put(judged, 'none', made('2026-01-02T00:00:00.000Z'));
    expect(await first()).toMatchObject({ verdict: 'correct', by: 'reference' });
    await log.put(judged, 'wrong', made('2026-01-03T00:00:00.000Z'));
    writeFileSync(file, readFileSync(file, 'utf8').replace('So it goes. ', 'So it went. '));
    expect(await first()).toMatchObject({ verdict: 'correct', by: 'reference' });
  });

  it('shows accepted variants with what is left of their originals', async () => {
    const file = join(cli.folder, 'compressed.jsonl');
    writeFileSync(file, readFileSync(join(SAMPLES, 'long-thinking.jsonl'), 'utf8'));
    await cli.run(['compress', file, '--strategy', 'safe-prune', '--variants']);
    const { stdout } = await cli.run(['groups', file, '--json', '--rewards', 'tokenskip-ratio,kimi-length']);
    const [first] = rowsOf<
      GroupRow & {
        samples: { variants?: { strategy: string; tokens: number; rewards: Record<string, number | null> }[] }[];
      }
    >(stdout);
    const [sampled] = first?.samples ?? [];
    const [variant] = sampled?.variants ?? [];
    expect(variant).toMatchObject({ strategy: 'safe-prune', rewards: { 'kimi-length': null } });
    expect(variant?.rewards['tokenskip-ratio']).toBeCloseTo((variant?.tokens ?? 0) / (sampled?.tokens ?? 1), 6);
    expect(sampled?.rewards['tokenskip-ratio']).toBeNull();
  });

  it('scores samples against those of a baseline', async () => {
    const before = join(cli.folder, 'before.jsonl');
    const after = join(cli.folder, 'after.jsonl');
    const write = (path: string, words: number) =>
      writeFileSync(path, `${JSON.stringify(sample('6 + 4?', words, '10', { reference_answer: '10' }))}\n`);
    write(before, 100);
    write(after, 50);
    const { code, stdout } = await cli.run(['groups', after, '--baseline', before]);
    expect([code, Number(/AES ([\d.]+) \(100\.0 %/.exec(stdout)?.[1])]).toEqual([0, expect.closeTo(0.5, 1)]);
    const json = await cli.run(['groups', after, '--baseline', before, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ aes: expect.closeTo(0.5, 1) });
    const other = join(cli.folder, 'other.jsonl');
    writeFileSync(other, `${JSON.stringify(sample('7 + 4?', 9, '11', { reference_answer: '11' }))}\n`);
    expect(JSON.parse((await cli.run(['groups', after, '--baseline', other, '--json'])).stdout)).toMatchObject({
      aes: null,
    });
    expect((await cli.run(['groups', after, '--baseline', join(cli.folder, 'none.jsonl')])).code).toBe(1);
  });

  it.each([
    [['--rewards', 'nothing'], 'There is no reward "nothing"'],
    [['--rewards', 'truncation', '--set', 'truncation.limit=x'], 'limit of truncation has to be'],
    [['--rewards', 'truncation', '--set', 'limit=3'], '--set has to be COLUMN.OPTION=NUMBER'],
    [['--set', 'truncation.limit=3'], '--set has to be COLUMN.OPTION=NUMBER'],
    [['--group-by', 'luck'], 'luck'],
  ])('%j is a wrong call', async (more, says) => {
    const { code, stderr } = await cli.run(['groups', corpus('wrong.jsonl'), ...more]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  });
});
