import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVariants, variantsPath } from '../../src/app/variant-store.ts';
import { contentHash } from '../../src/base/hash.ts';
import { nodeAppendFile } from '../../src/platform/node/files.ts';
import { type BuiltCli, buildCli, rowsOf, SAMPLES } from './cli.ts';

let cli: BuiltCli;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

const HOSTILE = '<script>alert(1)</script> | `x` 6 + 4?';
const sample = (question: string, words: number, answer: string, more = {}) =>
  JSON.stringify({ question, reasoning: `${'So it goes. '.repeat(words)}That makes ${answer}.`, answer, ...more });
const RECORDS = [
  sample(HOSTILE, 10, '10', { reference_answer: '10' }),
  sample(HOSTILE, 30, '9'),
  sample('1 + 1?', 5, '2', { reference_answer: '2' }),
];

function corpus(name: string, lines: readonly string[] = RECORDS): string {
  return cli.write(name, lines.map((line) => `${line}\n`).join(''));
}

/** Stores an accepted variant with that text of the record, and one that was refused. */
async function storeVariants(file: string, record: number, text: string): Promise<void> {
  const source = readFileSync(file, 'utf8').split('\n')[record - 1] ?? '';
  const row = {
    v: 1 as const,
    corpus: 'x',
    record,
    traceIndex: 0,
    traceId: `line:${record}`,
    sourceHash: contentHash(source),
    strategy: 'safe-prune',
    strategyVersion: 1,
    options: {},
    plan: null,
    text,
    tokenizer: 'o200k_base',
    tokens: { before: 1, after: 1 },
    guards: [],
    time: '2026-01-01T00:00:00Z',
    toolVersion: '0',
  };
  const log = await openVariants(nodeAppendFile(variantsPath(file)));
  await log.append({ ...row, id: `a${record}`, accepted: true });
  await log.append({ ...row, id: `b${record}`, accepted: false });
}

interface Chart {
  readonly id: string;
  readonly about: string;
  readonly table: { readonly rows: readonly (readonly (string | number | null)[])[] };
}

async function chartsOf(files: readonly string[]): Promise<ReadonlyMap<string, Chart>> {
  const { stdout } = await cli.run(['report', ...files, '--json']);
  const [made] = rowsOf<{ readonly charts: readonly Chart[] }>(stdout);
  return new Map((made?.charts ?? []).map((chart) => [chart.id, chart]));
}

describe('cot-lens report', () => {
  it('has the figures that analyze and groups have', async () => {
    const file = corpus('figures.jsonl');
    await storeVariants(file, 1, 'That makes 10.');
    const { stdout } = await cli.run(['analyze', file, '--json']);
    const rows = rowsOf<{ steps: { tokens: number; flagged: boolean }[]; tokens: { reasoning: number } }>(stdout);
    const steps = rows.flatMap((row) => row.steps);
    const charts = await chartsOf([file]);
    const column = (id: string, at: number) => (charts.get(id)?.table.rows ?? []).map((row) => Number(row[at]));
    const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
    expect(sum(column('trace-tokens', 1))).toBe(3);
    expect(sum(column('step-kinds', 1))).toBe(steps.length);
    expect(sum(column('step-kinds', 2))).toBe(sum(steps.map(({ tokens }) => tokens)));
    expect(sum(column('redundancy', 1))).toBe(steps.filter(({ flagged }) => flagged).length);
    expect(charts.get('verdicts')?.table.rows.map((row) => row.slice(0, 2))).toEqual([
      ['Right', 2],
      ['Wrong', 1],
    ]);
    expect(charts.get('accuracy-tokens')?.table.rows.map((row) => row.slice(1, 4))).toEqual([
      [2, 2, 1],
      [1, 1, 1],
    ]);
    const [strategy] = charts.get('strategies')?.table.rows ?? [];
    expect(strategy?.slice(0, 4)).toEqual(['safe-prune', 1, 1, rows[0]?.tokens.reasoning]);
  });

  it('of several files has the sums of each', async () => {
    const files = [corpus('one.jsonl'), `${SAMPLES}/gsm8k.jsonl`];
    const [both, one, two] = [await chartsOf(files), await chartsOf(files.slice(0, 1)), await chartsOf(files.slice(1))];
    const steps = (charts: ReadonlyMap<string, Chart>) =>
      (charts.get('step-kinds')?.table.rows ?? []).reduce((sum, row) => sum + Number(row[1]), 0);
    expect(steps(both)).toBe(steps(one) + steps(two));
    const { stdout } = await cli.run(['report', ...files]);
    expect(stdout).toContain('| one.jsonl | 3 |');
  });

  it('is Markdown in which words of traces mean nothing', async () => {
    const { code, stdout } = await cli.run(['report', corpus('words.jsonl')]);
    expect(code).toBe(0);
    expect(stdout).toContain('# Report on words.jsonl');
    expect(stdout).toMatch(/``<script>alert\(1\)<\/script> ¦ `x` 6 \+ 4\?`` \| 2 \|/);
    for (const line of stdout.split('\n').filter((each) => each.startsWith('|'))) expect(line).toMatch(/\|$/);
  });

  it('is one HTML file without scripts, with words escaped and a picture a chart', async () => {
    const file = corpus('page.jsonl');
    const out = `${cli.folder}/page.html`;
    expect((await cli.run(['report', file, '--out', out])).code).toBe(0);
    const html = readFileSync(out, 'utf8');
    expect(html).not.toMatch(/<script/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html.match(/<svg /g)?.length).toBe((await chartsOf([file])).size);
    expect(html).not.toMatch(/(src|href)=/);
  });

  it('tells of records that cannot be read and ends with 1', async () => {
    const { code, stdout, stderr } = await cli.run(['report', corpus('broken.jsonl', [...RECORDS, '{"question": '])]);
    expect(code).toBe(1);
    expect(stdout).toContain('1 records have no trace.');
    expect(stderr).toContain('broken.jsonl:4: error');
    expect((await cli.run(['report', `${cli.folder}/nowhere.jsonl`])).code).toBe(1);
    expect((await cli.run(['report'])).code).toBe(2);
  });
});

interface Row {
  readonly kind: string;
  readonly in?: string;
  readonly change?: string;
  readonly ratio?: number | null;
  readonly pairs?: number;
  readonly onlyA?: number;
  readonly onlyB?: number;
  readonly changes?: Readonly<Record<string, number>>;
}

describe('cot-lens compare', () => {
  it('pairs by problem, grades both sides by the reference answers of one, and says what is only in one', async () => {
    const a = corpus('a.jsonl', [
      sample('6 + 4?', 30, '10', { reference_answer: '10' }),
      sample('1 + 1?', 20, '3', { reference_answer: '2' }),
      sample('only here?', 5, '5'),
    ]);
    const b = corpus('b.jsonl', [sample('1 + 1?', 5, '2'), sample(' 6 + 4? ', 15, '9'), sample('only there?', 5, '5')]);
    const { code, stdout, stderr } = await cli.run(['compare', a, b, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const [summary, ...problems] = rowsOf<Row>(stdout);
    expect(summary).toMatchObject({ kind: 'summary', pairs: 2, onlyA: 1, onlyB: 1, changes: { lost: 1, gained: 1 } });
    expect(problems.map((row) => [row.in, row.change])).toEqual([
      ['both', 'lost'],
      ['both', 'gained'],
      ['a', 'unknown'],
      ['b', 'unknown'],
    ]);
    for (const { ratio } of problems.slice(0, 2)) expect(ratio).toBeLessThan(0.6);
    const table = (await cli.run(['compare', a, b])).stdout;
    expect(table).toContain('1 got wrong, 1 got right.');
    expect(table.indexOf('got wrong   ')).toBeLessThan(table.indexOf('got right   '));
    expect(table).toContain('only in B, line 3: only there?');
  });

  it('compares traces with their accepted variants, and leaves out those without one', async () => {
    const file = corpus('own.jsonl');
    await storeVariants(file, 1, 'So it goes. That makes 10.');
    const [summary] = rowsOf<Row>((await cli.run(['compare', file, '--variants', '--json'])).stdout);
    expect(summary).toMatchObject({ pairs: 1, onlyA: 0, onlyB: 0, changes: { right: 1 } });
    const others = await cli.run(['compare', file, '--variants', '--strategy', 'lexical', '--json']);
    expect(rowsOf<Row>(others.stdout)[0]).toMatchObject({ pairs: 0 });
  });

  it('is a report where --out is .md or .html', async () => {
    const file = corpus('same.jsonl');
    const out = `${cli.folder}/compared.html`;
    expect((await cli.run(['compare', file, file, '--out', out])).code).toBe(0);
    const html = readFileSync(out, 'utf8');
    expect(html).toContain('same.jsonl and same.jsonl compared');
    expect(html).not.toMatch(/<script/);
  });

  it.each([
    [['compare', 'a.jsonl'], 'Name two files'],
    [['compare', 'a.jsonl', 'b.jsonl', '--variants'], 'one file, not 2'],
    [['compare', 'a.jsonl', 'b.jsonl', '--strategy', 'lexical'], 'only read with --variants'],
    [['compare', 'a.jsonl', '--variants', '--strategy', 'no-such'], 'no strategy "no-such"'],
  ])('%j is wrong usage', async (words, said) => {
    const { code, stderr } = await cli.run(words);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });
});
