import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltCli, buildCli, ROOT, rowsOf, SAMPLES } from './cli.ts';
import { type AnalyzeRow, expectAnalyzeRow } from './rows.ts';

let cli: BuiltCli;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

const A = { question: 'What is 2 + 3 + 4?', answer: '2 + 3 = <<2+3=5>>5\n5 + 4 = <<5+4=9>>9\n#### 9' };
const B = { question: 'What is 7 - 1?', answer: '7 - 1 = <<7-1=6>>6\n#### 6' };
const COT =
  'We add two and three first. That gives Two apples in all.\n\nNow we add four more of them. The result is nine apples.';
const LINES = [A, B].map((record) => JSON.stringify(record));

async function analyze(
  args: readonly string[],
  stdin?: string | Uint8Array,
): Promise<{ rows: readonly AnalyzeRow[]; code: number | null; stderr: string }> {
  const { stdout, stderr, code } = await cli.run(['analyze', '--json', ...args], stdin === undefined ? {} : { stdin });
  return { rows: rowsOf<AnalyzeRow>(stdout), code, stderr };
}

describe('analyze --json', () => {
  it('prints the fields of the contract for every sample, in file order', async () => {
    const files = readdirSync(SAMPLES)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => join(SAMPLES, name));
    const { rows, code } = await analyze(files);
    expect(code).toBe(0);
    for (const row of rows) expectAnalyzeRow(row);
    expect([...new Set(rows.map((row) => row.file))]).toEqual(files);
    for (const file of files) {
      const lines = rows.filter((row) => row.file === file).map((row) => row.line);
      const records = readFileSync(file, 'utf8').trimEnd().split('\n').length;
      expect([...new Set(lines)]).toEqual(Array.from({ length: records }, (_, index) => index + 1));
    }
  });

  it('gives what the provider reported where the record has it', async () => {
    const message = { role: 'assistant', reasoning_content: 'Six and six.', content: '12' };
    const usage = { completion_tokens_details: { reasoning_tokens: 40 } };
    const file = cli.write('usage.jsonl', `${JSON.stringify({ id: 'x', choices: [{ index: 0, message }], usage })}\n`);
    const { rows } = await analyze([file]);
    expect(rows).toEqual([expect.objectContaining({ reportedReasoningTokens: 40 })]);
    for (const row of rows) expectAnalyzeRow(row);
  });

  it('counts with the tokenizer.json of a model, and says which', async () => {
    const file = cli.write('gsm.jsonl', `${LINES.join('\n')}\n`);
    const tiny = join(ROOT, 'test', 'fixtures', 'tokenizers', 'tiny-bpe', 'tokenizer.json');
    const { rows, code } = await analyze([file, '--tokenizer', tiny]);
    expect(code).toBe(0);
    expect(rows[0]).toMatchObject({ tokenizer: 'tiny-bpe/tokenizer.json' });
    const missing = await analyze([file, '--tokenizer', 'nowhere/tokenizer.json']);
    expect(missing.code).not.toBe(0);
    expect(missing.stderr).toMatch(/tokenizer nowhere\/tokenizer\.json cannot be loaded: .*ENOENT/);
  });

  it('gives steps as offsets into the reasoning text and the answer apart from it', async () => {
    const { rows } = await analyze([cli.write('gsm.jsonl', `${LINES.join('\n')}\n`)]);
    const [row] = rows;
    expect(row).toMatchObject({ line: 1, reader: 'gsm8k', question: A.question, answer: '9', tokenizer: 'o200k_base' });
    expect(row?.steps.map(({ start, end }) => A.answer.slice(start, end))).toEqual(A.answer.split('\n').slice(0, 2));
  });

  it('keeps exactly the steps that a record gives, in order, also empty and equal ones', async () => {
    const steps = ['First, 2 + 2 = 4.', 'Then\ntwo lines 😀.', 'First, 2 + 2 = 4.', '  spaces  '];
    const { rows } = await analyze([cli.write('steps.jsonl', JSON.stringify({ question: 'q', steps, answer: '4' }))]);
    const reasoning = steps.join('\n');
    expect(rows[0]?.steps.map(({ start, end }) => reasoning.slice(start, end))).toEqual(steps);
  });

  it('reads an array, a byte order mark and CRLF line ends like plain lines', async () => {
    const files = [
      cli.write('array.json', JSON.stringify([A, B], null, 2)),
      cli.write('bom.jsonl', `\ufeff${LINES.join('\n')}`),
      cli.write('crlf.jsonl', `${LINES.join('\r\n')}\r\n`),
    ];
    for (const file of files) {
      const { rows, code } = await analyze([file]);
      expect(code).toBe(0);
      expect(rows.map((row) => row.question)).toEqual([A.question, B.question]);
    }
    const { rows } = await analyze([files[0] ?? '']);
    expect(rows.map((row) => row.line)).toEqual([2, 6]);
  });

  it('gives a broken line a row with its problem and place, reads the others and exits with 1', async () => {
    const file = cli.write('broken.jsonl', `${LINES[0]}\n{"question": "cut\n${LINES[1]}\n`);
    const { rows, code, stderr } = await analyze([file]);
    expect(code).toBe(1);
    expect(rows.map(({ line, steps }) => [line, steps.length])).toEqual([
      [1, 2],
      [2, 0],
      [3, 1],
    ]);
    for (const row of rows) expectAnalyzeRow(row);
    expect(rows[1]).toMatchObject({
      id: 'line:2',
      question: null,
      answer: null,
      problems: [{ severity: 'error', line: 2 }],
    });
    expect(stderr).toContain(`${file}:2: error:`);
  });

  it('tells the same problem a few times and counts the rest', async () => {
    const { rows, stderr } = await analyze([cli.write('many.jsonl', `${LINES[0]}\n${'{"broken\n'.repeat(40)}`)]);
    expect(rows).toHaveLength(41);
    expect(stderr.trimEnd().split('\n')).toHaveLength(6);
    expect(stderr).toContain('35 more');
  });

  it('says once that a file is no JSON at all, and still reads the next file', async () => {
    const text = cli.write('notes.txt', 'one \0 two\n'.repeat(200));
    const { rows, code, stderr } = await analyze([text, cli.write('good.jsonl', LINES.join('\n'))]);
    expect(code).toBe(1);
    expect(rows).toHaveLength(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('reads a plain text as one trace, and says so', async () => {
    const text = cli.write('plain.txt', 'First I add 2 and 2.\n\nThen I check.\nThe answer is 4.\n');
    const { rows, code, stderr } = await analyze([text]);
    expect(code).toBe(0);
    expect(rows).toHaveLength(1);
    expect(stderr).toContain('plain text, read as one record');
  });

  it.each([
    ['UTF-16', Buffer.from(`\ufeff${LINES.join('\n')}`, 'utf16le'), 'UTF-16'],
    ['gzip', gzipSync(LINES.join('\n')).subarray(0, 40), 'cut or damaged'],
    ['Parquet', Buffer.from('PAR1....PAR1'), 'Parquet'],
  ] as const)(
    'names %s as the reason why a file cannot be read, from a file and from stdin',
    async (name, bytes, said) => {
      const file = cli.write(`${name}.jsonl`, bytes);
      for (const done of [await analyze([file]), await analyze(['-'], bytes)]) {
        expect([done.rows, done.code]).toEqual([[], 1]);
        expect(done.stderr.trimEnd().split('\n')).toHaveLength(1);
        expect(done.stderr).toContain(said);
      }
    },
  );

  it('reads the whole elements of an array that is cut, says where, and exits with 1', async () => {
    const { rows, code, stderr } = await analyze([cli.write('cut.json', `[${LINES[0]},\n{"question": "cu`)]);
    expect([rows.map(({ line }) => line), code]).toEqual([[1], 1]);
    expect(stderr).toMatch(/cut\.json:2: .*cut/);
  });

  it('announces a record of many megabytes before the wait, and reads the others', async () => {
    const long = JSON.stringify({ question: 'q', answer: '1 + 1 = 2\n#### 2', pad: 'x'.repeat(5 << 20) });
    const { rows, code, stderr } = await analyze([cli.write('long.jsonl', `${LINES[0]}\n${long}\n${LINES[1]}\n`)]);
    expect([rows.map(({ line, steps }) => [line, steps.length]), code]).toEqual([
      [
        [1, 2],
        [2, 1],
        [3, 1],
      ],
      0,
    ]);
    expect(stderr).toContain('long.jsonl:2: a record of 5 MiB');
  });

  it('takes an empty file for one without traces', async () => {
    const { rows, code, stderr } = await analyze([cli.write('empty.jsonl', '')]);
    expect([rows, code]).toEqual([[], 0]);
    expect(stderr).toContain('no records');
  });

  it('names a missing file and a folder, and still reads the others', async () => {
    const { rows, code, stderr } = await analyze([
      'nowhere.jsonl',
      cli.folder,
      cli.write('good.jsonl', LINES.join('\n')),
    ]);
    expect(code).toBe(1);
    expect(rows).toHaveLength(2);
    expect(stderr).toMatch(/nowhere\.jsonl: there is no such file/);
    expect(stderr).toContain('it is a folder');
  });

  it('reads "-" from stdin', async () => {
    const { rows, code } = await analyze(['-'], LINES.join('\n'));
    expect(code).toBe(0);
    expect(rows.map((row) => [row.file, row.line])).toEqual([
      ['-', 1],
      ['-', 2],
    ]);
  });

  it('follows --reader, --segmenter, --tokenizer, --preset, --disable-pass and --map', async () => {
    const file = cli.write('own.jsonl', JSON.stringify({ q: 'Q?', deep: { cot: COT }, a: '4' }));
    const fields = ['--map', 'reasoning=deep.cot', '--map', 'question=q', '--map', 'answer=a'];
    const texts = async (...more: string[]): Promise<AnalyzeRow | undefined> =>
      (await analyze([file, ...fields, ...more])).rows[0];
    expect(await texts('--segmenter', 'blank-line')).toMatchObject({
      reader: 'mapped',
      question: 'Q?',
      answer: '4',
      steps: { length: 2 },
    });
    expect((await texts('--segmenter', 'sentence'))?.steps).toHaveLength(4);
    expect((await texts('--segmenter', 'custom-regex', '--segmenter-pattern', 'Two'))?.steps).toHaveLength(2);
    expect(await texts('--tokenizer', 'estimate')).toMatchObject({ tokenizer: 'estimate' });
    expect((await analyze([file, '--reader', 'plain-text'])).rows[0]?.reader).toBe('plain-text');

    const repeat = cli.write(
      'repeat.jsonl',
      JSON.stringify({
        question: 'q',
        steps: ['3 * 4 = 12.', '12 + 1 = 13.', '3 * 4 = 12.', '3 * 4 = 12.'],
        answer: '13',
      }),
    );
    const codes = async (...more: string[]): Promise<readonly string[]> =>
      (await analyze([repeat, ...more])).rows.flatMap((row) =>
        row.steps.flatMap((step) => step.findings.map(({ code }) => code)),
      );
    expect(await codes()).toContain('exact-repeat');
    expect(await codes('--disable-pass', 'exact-repeat')).not.toContain('exact-repeat');
    const flagged = async (preset: string): Promise<number> =>
      (await analyze([join(SAMPLES, 'long-thinking.jsonl'), '--preset', preset])).rows.reduce(
        (sum, row) => sum + row.tokens.flagged,
        0,
      );
    expect(await flagged('careful')).toBeLessThan(await flagged('aggressive'));
  });
});

/** Step 2 repeats nothing; the second equation of step 3 gives 12, which nothing uses. */
const FLOW = {
  question: 'Tom has 3 boxes of 8 pens and gives 5 away. How many pens has he?',
  steps: ['3 * 8 = 24 pens.', '24 - 5 = 19 pens.', 'Half of 24 is 24 / 2 = 12.', 'So 19 pens.'],
  answer: '19',
};
const LOGGED = (reader: string): string => join(ROOT, 'test/fixtures/readers', reader, 'logprobs.jsonl');

describe('analyze of what goes from step to step', () => {
  it('--json --graph gives each step the values that it gives and uses, and nothing else changes', async () => {
    const file = cli.write('flow.jsonl', JSON.stringify(FLOW));
    const [row] = (await analyze([file, '--graph'])).rows;
    const [plain] = (await analyze([file])).rows;
    if (!row) throw new Error('no row');
    expectAnalyzeRow(row);
    expect(row.steps.map(({ gives, uses }) => ({ gives, uses }))).toEqual([
      { gives: [{ value: '24', to: [1, 2] }], uses: [] },
      { gives: [{ value: '19', to: [3] }], uses: [{ value: '24', from: 0 }] },
      { gives: [{ value: '12', to: [] }], uses: [{ value: '24', from: 0 }] },
      { gives: [], uses: [{ value: '19', from: 1 }] },
    ]);
    expect({ ...row, steps: row.steps.map(({ gives: _, uses: __, ...step }) => step) }).toEqual(plain);
  });

  it('--graph prints the links below each trace', async () => {
    const { stdout } = await cli.run(['analyze', cli.write('flow.jsonl', JSON.stringify(FLOW)), '--graph']);
    expect(stdout.split('\n').slice(4, 7)).toEqual([
      '         step 1 gives 24 to steps 2 and 3',
      '         step 2 gives 19 to step 4',
      '         nothing uses 12 (step 3)',
    ]);
  });
});

describe('analyze of traces with logprobs', () => {
  it('gives each step its entropy and surprisal', async () => {
    const { rows, code } = await analyze([LOGGED('step-list'), LOGGED('reasoning-field')]);
    expect(code).toBe(0);
    for (const row of rows) expectAnalyzeRow(row);
    const [both, taken, none] = rows.map((row) => row.steps.map(({ entropy }) => entropy));
    for (const entropy of both ?? []) {
      expect(Object.keys(entropy ?? {})).toEqual(['total', 'coverage', 'score', 'surprisal', 'tokens']);
      expect(entropy?.coverage).toBeLessThan(1);
    }
    // Without alternatives only the taken tokens' figures are known.
    for (const entropy of taken ?? []) expect(entropy).toMatchObject({ total: null, coverage: null });
    expect(taken?.every((entropy) => (entropy?.surprisal ?? 0) > 0 && (entropy?.score ?? 0) > 0)).toBe(true);
    expect(none?.every((entropy) => entropy === undefined)).toBe(true);
    expect(rows[2]?.problems).toMatchObject([{ code: 'logprobs-unknown', severity: 'info' }]);
  });

  it('sums it up in the table, with units and as a lower bound', async () => {
    const { stdout } = await cli.run(['analyze', LOGGED('step-list')]);
    expect(stdout).toContain('in nats');
    expect(stdout).toMatch(/entropy +surprisal\n/);
    const [row] = (await analyze([LOGGED('step-list')])).rows;
    const sum = (key: 'total' | 'surprisal') =>
      (row?.steps ?? []).reduce((all, { entropy }) => all + (entropy?.[key] ?? 0), 0).toFixed(1);
    expect(stdout).toContain(`≥ ${sum('total')}`);
    expect(stdout).toMatch(new RegExp(` ${sum('surprisal')}\\n`));
  });
});

describe('analyze for people', () => {
  it('says how efficient the traces are, and on how many that rests', async () => {
    const open = {
      question: 'q',
      reasoning: 'Let us think about it.',
      answer: 'I do not know, sorry, not even after a while.',
    };
    const done = { question: FLOW.question, reasoning: '3 * 8 = 24.\n24 - 5 = 19.\nAgain: 24 - 5 = 19.', answer: '19' };
    const file = cli.write('efficiency.jsonl', [done, open].map((record) => JSON.stringify(record)).join('\n'));
    const { rows } = await analyze([file]);
    const [first, second] = rows.map((row) => row.efficiency);
    expect(first?.outcome).toBeGreaterThan(0.3);
    expect(first?.outcome).toBeLessThan(0.9);
    expect(second).toBeUndefined();
    const { stdout } = await cli.run(['analyze', file]);
    const share = (figure = 0) => `${Math.round(100 * figure)} %`;
    expect(stdout).toContain(
      `Outcome efficiency ${share(first?.outcome)} · process ${share(first?.process)}, mean of 1 of 2 traces; the others state no answer.`,
    );
  });

  it('prints a table with totals and lets no escape sequence of a file through', async () => {
    const file = cli.write(
      'ids.jsonl',
      [A, B].map((record, i) => JSON.stringify({ id: `\u001b[31m${i}`, ...record })).join('\n'),
    );
    const { stdout, code } = await cli.run(['analyze', file, '--reader', 'gsm8k']);
    expect(code).toBe(0);
    expect(stdout).toContain('reader gsm8k');
    expect(stdout).toMatch(/2 traces +3 /);
    expect(stdout).not.toContain('\u001b');
  });
});
