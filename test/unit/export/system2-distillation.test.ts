import { expect, test } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import { system2Distillation } from '../../../src/core/export/exporters/system2-distillation.ts';
import type { ExportTrace } from '../../../src/core/export/types.ts';
import { exported, rowsIn, sourceOf } from '../../helpers/export-runs.ts';
import { exportGroup, exportTrace, faultsOf, jobOf, type TraceWish } from '../../helpers/export-units.ts';

type Options = Readonly<Record<string, string | number | boolean>>;

const NO_MAJORITY = 'No answer has a majority above the threshold.';

function run(samples: readonly ExportTrace[], options: Options = {}) {
  const made = system2Distillation.start(jobOf(system2Distillation, options)).rows(exportGroup(samples));
  expect(faultsOf(system2Distillation, made.rows)).toEqual([]);
  return made;
}

function sample(answer: string | null, wish: TraceWish = {}): ExportTrace {
  const fixed = { question: 'Last letters of "Ada Byron"?', reasoning: 'Letter by letter.', reference: null } as const;
  return exportTrace({ ...fixed, answer, verdict: 'unknown', ...wish });
}

function samples(...answers: readonly (string | null)[]): readonly ExportTrace[] {
  return answers.map((answer) => sample(answer));
}

function perturbed(answer: string, perturbation: JsonValue): ExportTrace {
  return sample(answer, { question: 'Last letters, of "Ada Byron"?', record: { perturbation } });
}

test('a problem gives question and majority answer, and where they come from', () => {
  const record = { method: 'rar' };
  const made = run([sample('an', { record }), sample('AN', { record }), sample('na', { record })]);
  const [prompt, completion] = ['Last letters of "Ada Byron"?', 'an'];
  expect(made.rows).toEqual([
    { file: 'alpaca', row: { instruction: prompt, input: '', output: completion } },
    { file: 'prompt-completion', row: { prompt, completion } },
    {
      file: 'provenance',
      row: {
        prompt,
        completion,
        methods: ['rar'],
        samples: 3,
        votes: 2,
        agreement: 2 / 3,
        perturbations: 0,
        reference: null,
        matches_reference: null,
      },
    },
  ]);
  expect(made.warnings).toEqual([]);
});

test.each<readonly [readonly (string | null)[], number, boolean]>([
  [['a', 'a', 'b', 'b'], 0.5, false],
  [['a', 'a', 'a', 'b'], 0.5, true],
  [['a', 'a', null, null], 0.5, false],
  [['a', 'a', 'a', 'b'], 0.75, false],
  [['a', 'b', 'c'], 0.3, true],
])('the answers %j above %f are kept: %s', (answers, threshold, kept) => {
  const made = run(samples(...answers), { threshold });
  expect(made.rows.length > 0).toBe(kept);
  expect(made.skipped ?? []).toEqual(kept ? [] : [NO_MAJORITY]);
});

test.each<readonly [readonly ExportTrace[], Options, string]>([
  [samples('a'), {}, 'Too few samples of the problem.'],
  [samples(null, null), {}, 'No sample has an answer.'],
  [[sample('a', { question: null }), sample('a', { question: null })], {}, 'No question.'],
  [samples('a', 'a'), { method: 'rar' }, 'No sample of that method.'],
  [
    [perturbed('a', 'swap'), perturbed('a', 'swap')],
    {},
    'Only perturbed inputs: group by id, so that they meet their original.',
  ],
  [
    [sample('a', { reference: 'b' }), sample('a', { reference: 'b' })],
    { 'only-reference': true },
    'The majority is not the reference answer.',
  ],
])('%# is left out with the reason', (group, options, why) => {
  expect(run(group, options)).toEqual({ rows: [], skipped: [why] });
});

test('an answer has to stay under every perturbation; the question is the unperturbed one', () => {
  const own = [perturbed('an', 'none'), ...samples('an', 'an')];
  const stays = run([perturbed('an', 'swap'), ...own, perturbed('an', 1)]);
  expect(stays.rows[2]?.row).toMatchObject({ prompt: 'Last letters, of "Ada Byron"?', samples: 3, perturbations: 2 });
  const changes = run([...own, perturbed('an', 'swap'), perturbed('na', 'order')]);
  expect(changes).toEqual({ rows: [], skipped: ['The answer changes when the input is perturbed.'] });
});

test('the answer is written as most samples write it', () => {
  expect(run(samples('$10', '10', '10', 'ten')).rows[1]?.row).toMatchObject({ completion: '10' });
});

test('a single method can be chosen, and several are told', () => {
  const group = [
    sample('a', { record: { method: 'rar' } }),
    sample('a', { record: { method: 'rar' } }),
    sample('b', { record: { method: 'cot' } }),
  ];
  expect(run(group).warnings).toEqual([
    'Samples of several methods voted together; choose one with the option method.',
  ]);
  const one = run(group, { method: 'rar' });
  expect(one.rows[2]?.row).toMatchObject({ methods: ['rar'], samples: 2, agreement: 1 });
  expect(one.warnings).toEqual([]);
});

test('mathematics in several steps and a majority against the reference are told', () => {
  const wish = { reasoning: '2 * 3 = 6\n\n6 + 4 = 10\n\nSo 10.', reference: '11' };
  expect(run([sample('10', wish), sample('10', wish)]).warnings).toEqual([
    'Looks like mathematics in several steps, where this distillation is published as failing.',
    'The majority is not the reference answer, and was written.',
  ]);
});

test('what cot-lens sample prints is exported, equal words counted too', async () => {
  const row = (index: number, answer: string) => ({
    file: 'names.jsonl',
    line: 1,
    id: 'q1',
    method: 'rar',
    sample: index,
    question: 'Last letters of "Ada Byron"?',
    reasoning: 'The letters are a and n.',
    answer,
    model: 'm',
    calls: 2,
    agreement: { answer: 'an', count: 3, share: 0.75, kept: true },
  });
  const source = await sourceOf([row(0, 'an'), row(1, 'an'), row(2, 'an'), row(3, 'na')]);
  const { report, folder } = await exported([source], { exporter: system2Distillation });
  expect(report.faults).toEqual([]);
  expect(rowsIn(folder, 'prompt-completion/train.jsonl')).toEqual([
    { prompt: 'Last letters of "Ada Byron"?', completion: 'an' },
  ]);
  expect(rowsIn(folder, 'provenance/train.jsonl')[0]).toMatchObject({ samples: 4, votes: 3, methods: ['rar'] });
  expect(JSON.parse(folder.text('dataset_info.json'))).toMatchObject({ corpus_train: { file_name: 'train.json' } });
});

test('the checks refuse what a trainer would misread', () => {
  const wrong = [
    { file: 'alpaca', row: { instruction: 'q', input: 'x', output: 'a' } },
    { file: 'alpaca', row: { instruction: 'q', input: '', output: '' } },
    { file: 'prompt-completion', row: { prompt: '', completion: 'a' } },
    { file: 'provenance', row: { prompt: 'q', completion: 'a' } },
  ];
  expect(faultsOf(system2Distillation, wrong)).toEqual([
    '"input" is not empty, and would be put behind the question',
    '"output" is no text, or an empty one',
    '"prompt" is no text, or an empty one',
    '"methods" is no list',
  ]);
});
