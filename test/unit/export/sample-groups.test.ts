import { describe, expect, it } from 'vitest';
import { cotValve } from '../../../src/core/export/exporters/cot-valve.ts';
import { dast } from '../../../src/core/export/exporters/dast.ts';
import { fcs } from '../../../src/core/export/exporters/fcs.ts';
import { kimiDpo } from '../../../src/core/export/exporters/kimi-dpo.ts';
import { kimiSft } from '../../../src/core/export/exporters/kimi-sft.ts';
import { o1Pruner } from '../../../src/core/export/exporters/o1-pruner.ts';
import type { Exported, ExportGroup, GroupExporter } from '../../../src/core/export/types.ts';
import type { Verdict } from '../../../src/core/groups/types.ts';
import { exportGroup, exportTrace, faultsOf, jobOf } from '../../helpers/export-units.ts';

type Options = Readonly<Record<string, string | number | boolean>>;

/** A problem with samples of these lengths, e.g. "100 right". */
function problem(samples: readonly string[], key = 'problem'): ExportGroup {
  return exportGroup(
    samples.map((words, index) => {
      const [tokens = '', verdict = ''] = words.split(' ');
      const verdicts: Readonly<Record<string, Verdict>> = { right: 'correct', wrong: 'wrong', unknown: 'unknown' };
      return exportTrace({
        id: `line:${index + 1}`,
        line: index + 1,
        question: `Question of ${key}?`,
        reasoning: `Chain ${words} of ${key}.`,
        tokens: Number(tokens),
        verdict: verdicts[verdict] ?? 'unknown',
        answer: verdict === 'wrong' ? '9' : '10',
      });
    }),
    key,
  );
}

function run(exporter: GroupExporter, groups: readonly ExportGroup[], options: Options = {}): Exported {
  const { rows } = exporter.start(jobOf(exporter, options, groups));
  const made = groups.map(rows);
  const all = made.flatMap((each) => each.rows);
  expect(faultsOf(exporter, all)).toEqual([]);
  return {
    rows: all,
    skipped: made.flatMap(({ skipped }) => skipped ?? []),
    warnings: made.flatMap(({ warnings }) => warnings ?? []),
  };
}

const content = (message: unknown): string => {
  const [first] = Array.isArray(message) ? message : [message];
  return String(
    (first as { content?: unknown; value?: unknown }).content ?? (first as { value?: unknown }).value ?? first,
  );
};
/** Pairs as "chosen over rejected" by their lengths. */
const pairs = ({ rows }: Exported) =>
  rows.map(({ row }) => {
    const { chosen, rejected } = row as Readonly<Record<string, unknown>>;
    const length = (side: unknown) => /Chain (\d+)/.exec(content(side))?.[1] ?? content(side);
    return `${length(chosen)} over ${length(rejected)}`;
  });

describe('kimi-dpo', () => {
  it('prefers the shortest right answer to longer wrong ones and to right ones of 1.5 times its length', () => {
    const group = problem(['100 right', '149 right', '150 right', '90 wrong', '101 wrong', '300 unknown']);
    expect(pairs(run(kimiDpo, [group]))).toEqual(['100 over 150', '100 over 101']);
    expect(pairs(run(kimiDpo, [group], { pairs: 'one' }))).toEqual(['100 over 150']);
    expect(pairs(run(kimiDpo, [group], { longer: 1.2 }))).toEqual(['100 over 150', '100 over 149', '100 over 101']);
  });

  it('never rejects a wrong answer that is shorter, nor one of the same length', () => {
    expect(run(kimiDpo, [problem(['100 right', '50 wrong', '100 wrong'])]).skipped).toEqual([
      'No longer answer that may be rejected.',
    ]);
  });

  it('says why a problem gives nothing', () => {
    expect(run(kimiDpo, [problem(['100 wrong', '200 wrong'])]).skipped).toEqual(['No right answer to the problem.']);
    expect(run(kimiDpo, [problem(['100 unknown'])]).skipped).toEqual(['Nobody knows whether the answers are right.']);
  });

  it('writes LLaMA-Factory ranking rows with their dataset_info.json as well', () => {
    const group = problem(['100 right', '200 right']);
    const made = run(kimiDpo, [group], { trainer: 'llama-factory' });
    expect([made.rows.map(({ file }) => file), pairs(made)]).toEqual([['llama-factory'], ['100 over 200']]);
    const job = jobOf(kimiDpo, { trainer: 'llama-factory' });
    const [info] =
      kimiDpo.start(job).extras?.([{ kind: 'llama-factory', split: 'train', path: 'train.json', rows: 1 }]) ?? [];
    expect(JSON.parse(info?.text ?? '')).toMatchObject({ corpus_train: { file_name: 'train.json', ranking: true } });
    expect(kimiDpo.start(jobOf(kimiDpo)).extras?.([])).toEqual([]);
  });
});

describe('kimi-sft', () => {
  it('takes the shortest right sample of each problem', () => {
    const { rows } = run(kimiSft, [problem(['300 right', '120 right', '50 wrong', '80 unknown'])], {
      form: 'text',
      thoughts: 'plain',
    });
    expect(rows.map(({ row }) => row)).toEqual([
      { prompt: 'Question of problem?', completion: 'Chain 120 right of problem.\n\n10' },
    ]);
  });

  it('leaves out problems with one sample, without right answers, and those that nobody graded', () => {
    const groups = [
      problem(['100 right'], 'a'),
      problem(['1 wrong', '2 wrong'], 'b'),
      problem(['1 unknown', '2 unknown'], 'c'),
    ];
    expect(run(kimiSft, groups).skipped).toEqual([
      'Too few samples of the problem.',
      'No right answer to the problem.',
      'Nobody knows whether the answers are right.',
    ]);
  });

  it('writes a merge recipe when both checkpoints are named', () => {
    const extras = (options: Options) => kimiSft.start(jobOf(kimiSft, options)).extras?.([]) ?? [];
    expect(extras({ 'long-model': 'long' })).toEqual([]);
    const [recipe] = extras({ 'long-model': 'org/long', 'short-model': 'C:\\short "x"' });
    expect(recipe?.path).toBe('merge.yaml');
    expect(recipe?.text).toContain('  - model: "org/long"\n    parameters:\n      weight: 0.5\n');
    expect(recipe?.text).toContain('  - model: "C:\\\\short \\"x\\""\n');
    expect(recipe?.text).toContain('merge_method: linear');
  });
});

describe('o1-pruner', () => {
  const four = problem(['100 right', '200 right', '300 wrong', '400 right']);
  const weightsOf = ({ rows }: Exported) =>
    rows.flatMap(({ file, row }) => (file === 'raw' ? [(row as { weight: number }).weight] : []));

  it('gives the published weights: clipped to [-2, 4] and standardised over all rows', () => {
    const weights = weightsOf(run(o1Pruner, [four], { rows: 4 }));
    for (const [index, weight] of [1.13024, 0.41263, -1.59669, 0.05382].entries()) {
      expect(weights[index]).toBeCloseTo(weight, 4);
    }
    const paper = weightsOf(run(o1Pruner, [four], { rows: 4, weight: 'paper' }));
    for (const [index, weight] of [2.75, 1.5, -3.91667, 0.875].entries()) expect(paper[index]).toBeCloseTo(weight, 4);
  });

  it('draws two rows a problem by the seed, whatever other problems there are', () => {
    const chosen = (groups: readonly ExportGroup[]) => {
      const made = run(o1Pruner, groups, { weight: 'paper' });
      return made.rows.flatMap(({ file, row }) => (file === 'raw' ? [JSON.stringify(row)] : []));
    };
    const others = Array.from({ length: 20 }, (_, index) =>
      problem(['100 right', '200 wrong', '300 right'], `p${index}`),
    );
    const alone = chosen([four]);
    expect(alone.length).toBe(2);
    expect(chosen([four, ...others]).slice(0, 2)).toEqual(alone);
    expect(new Set(others.map((group) => chosen([group]).join().replaceAll(/p\d+/g, ''))).size).toBeGreaterThan(1);
  });

  it('writes all samples of a problem one after the other for the builder, with what is known to be right', () => {
    const rows = run(o1Pruner, [four]).rows.filter(({ file }) => file === 'stage1');
    expect(rows.map(({ row }) => row)).toHaveLength(4);
    expect(rows[2]?.row).toEqual({
      problem: 'Question of problem?',
      ground_truth_answer: '10',
      solution: 'Chain 300 wrong of problem.\n\n9',
      answer: '9',
    });
  });

  it('has messages of system, user and assistant, and a weight that is a number', () => {
    const [first] = run(o1Pruner, [four]).rows.filter(({ file }) => file === 'raw');
    const row = first?.row as { messages: readonly { role: string }[] };
    expect(row.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant']);
    expect(faultsOf(o1Pruner, [{ file: 'raw', row: { ...row, weight: 'high' } as never }])).toEqual([
      '"weight" is no number',
    ]);
    const two = { messages: row.messages.slice(1), weight: 1 } as never;
    expect(faultsOf(o1Pruner, [{ file: 'raw', row: two }])).toEqual(['"messages" are not system, user and assistant']);
  });

  it('comes with dataset_info.json and the conversion to Arrow', () => {
    const written = [{ kind: 'raw', split: 'train', path: 'train/raw.json', rows: 2 }] as const;
    const extras = o1Pruner.start(jobOf(o1Pruner)).extras?.(written) ?? [];
    expect(extras.map(({ path }) => path)).toEqual(['dataset_info.json', 'to_arrow.py']);
    expect(JSON.parse(extras[0]?.text ?? '')).toMatchObject({
      corpus_train: { columns: { messages: 'messages', weight: 'weight' } },
    });
  });

  it('leaves out problems with fewer than two graded samples', () => {
    expect(run(o1Pruner, [problem(['100 right', '200 unknown'])]).skipped).toEqual([
      'Fewer than two graded samples of the problem.',
    ]);
  });
});

describe('cot-valve', () => {
  const chains = problem(['500 right', '100 right', '300 right', '50 wrong']);

  it('orders right chains by length with beta 1 for the shortest', () => {
    const rows = run(cotValve, [chains]).rows.map(({ row }) => row as Readonly<Record<string, unknown>>);
    expect(
      rows.map(({ beta, solution_index, solution }) => [beta, solution_index, /\d+/.exec(String(solution))?.[0]]),
    ).toEqual([
      [1, 0, '100'],
      [0.5, 1, '300'],
      [0, 2, '500'],
    ]);
  });

  it('takes variants of a right sample as further chains', () => {
    const sample = exportTrace({
      tokens: 90,
      variants: [
        { text: 'Short.', tokens: 3 },
        { text: 'Longer, but short.', tokens: 9 },
      ],
    });
    const rows = run(cotValve, [exportGroup([sample])]).rows;
    expect(rows.map(({ row }) => (row as { solution: string }).solution.split('\n')[0])).toEqual([
      'Short.',
      'Longer, but short.',
      'First 2 * 3 = 6.',
    ]);
  });

  it('writes wide rows, whose check holds the order, and stages', () => {
    const [wide] = run(cotValve, [chains], { form: 'wide' }).rows;
    expect(wide?.row).toMatchObject({ target: '10', solution_0_token: 100, solution_2_token: 500, solution_3: null });
    const row = wide?.row as Readonly<Record<string, unknown>>;
    expect(faultsOf(cotValve, [{ file: 'wide', row: { ...row, solution_1_token: 600 } as never }])).toEqual([
      '"solution_2" is not longer than the one before',
    ]);
    expect(faultsOf(cotValve, [{ file: 'wide', row: { ...row, solution_2: null } as never }])).toEqual([
      '"solution_2" and its tokens are not both there',
    ]);
    expect(run(cotValve, [chains], { form: 'staged' }).rows.map(({ file }) => file)).toEqual([
      'stage_0',
      'stage_1',
      'stage_2',
    ]);
  });

  it('chooses evenly when there are more chains than wanted, the ends among them', () => {
    const many = problem(Array.from({ length: 9 }, (_, index) => `${(index + 1) * 10} right`));
    const rows = run(cotValve, [many], { chains: 3 }).rows.map(
      ({ row }) => /\d+/.exec((row as { solution: string }).solution)?.[0],
    );
    expect(rows).toEqual(['10', '50', '90']);
  });

  it('needs two right chains of different length', () => {
    expect(run(cotValve, [problem(['100 right', '100 right', '200 wrong'])]).skipped).toEqual([
      'Fewer than two right chains of different length.',
    ]);
  });
});

describe('dast', () => {
  it('pairs the best with the worst right sample, and the best with the worst wrong one', () => {
    const group = problem(['200 right', '250 right', '3000 right', '400 wrong', '2000 wrong']);
    // A wrong sample is the better the longer it is, up to its budget.
    expect(pairs(run(dast, [group]))).toEqual(['200 over 3000', '2000 over 400']);
    expect(pairs(run(dast, [group], { classes: 'right' }))).toEqual(['200 over 3000']);
  });

  it('leaves out pairs whose rewards hardly differ, and problems with one graded sample', () => {
    expect(run(dast, [problem(['200 right', '201 right'])]).skipped).toEqual([
      'No two samples of one class whose rewards differ enough.',
    ]);
    expect(run(dast, [problem(['200 right', '300 unknown'])]).skipped).toEqual([
      'Fewer than two graded samples of the problem.',
    ]);
  });
});

describe('fcs', () => {
  const reasoning = [
    'First 2 * 3 = 6.',
    'Then 6 + 4 = 10. So the answer is 10.',
    'Wait, let me check that: 2 * 3 = 6 and 6 + 4 = 10. Yes, the answer is 10.',
    'Another way: 4 + 3 + 3 = 10. So the answer is 10 again.',
  ].join('\n\n');
  const long = exportTrace({ reasoning });

  it('cuts the positive after the first solution, or with one reflection; the negative is the longest right sample', () => {
    const chosen = (positive: string) => {
      const [first] = run(fcs, [exportGroup([long])], { positive, form: 'text', thoughts: 'plain' }).rows;
      return (first?.row as { chosen: string; rejected: string } | undefined) ?? { chosen: '', rejected: '' };
    };
    expect(chosen('fcs').chosen).toBe('First 2 * 3 = 6.\n\nThen 6 + 4 = 10. So the answer is 10.\n\n10');
    expect(chosen('fcs').rejected).toBe(`${reasoning}\n\n10`);
    const reflected = chosen('fcs-reflection').chosen;
    expect(reflected).toContain('let me check');
    expect(reflected).not.toContain('Another way');
  });

  it('takes the shortest sample as it is when that is wanted', () => {
    expect(pairs(run(fcs, [problem(['100 right', '300 right', '20 wrong'])], { positive: 'shortest' }))).toEqual([
      '100 over 300',
    ]);
  });

  it('leaves out what saves too little, and problems without a right answer', () => {
    expect(run(fcs, [problem(['100 right'])], { positive: 'shortest' }).skipped).toEqual([
      'The positive is not shorter enough than the longest right answer.',
    ]);
    expect(run(fcs, [problem(['100 wrong'])]).skipped).toEqual(['No right answer to the problem.']);
  });
});
