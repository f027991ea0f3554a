import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isJsonObject, type JsonValue } from '../../../src/base/json.ts';
import { skipSteps } from '../../../src/core/export/exporters/skip-steps.ts';
import { mergedOnce } from '../../../src/core/export/skip-candidates.ts';
import { countedSteps } from '../../../src/core/export/skip-rows.ts';
import type { ExportTrace } from '../../../src/core/export/types.ts';
import { cpuTime } from '../../helpers/cpu.ts';
import { exportTrace, faultsOf, jobOf, type TraceWish, type VariantWish } from '../../helpers/export-units.ts';

type Options = Readonly<Record<string, string | number | boolean>>;

const STEPS = ['1 + 1 = 2', '2 + 2 = 4', '4 + 4 = 8', '8 + 2 = 10'];
const FOUR: TraceWish = { id: 'p', question: 'How many?', reasoning: STEPS.join('\n\n'), answer: '10' };
const COLD: Options = { 'warm-start': 'none' };

function run(trace: ExportTrace, options: Options = {}) {
  const made = skipSteps.start(jobOf(skipSteps, options)).rows(trace);
  expect(faultsOf(skipSteps, made.rows)).toEqual([]);
  return made;
}

function withVariant(steps: readonly string[], wish: Partial<VariantWish> = {}): ExportTrace {
  return exportTrace({ ...FOUR, variants: [{ text: steps.join('\n\n'), strategy: 'skip-steps', ...wish }] });
}

function fieldsOf(rows: readonly { readonly file: string; readonly row: JsonValue }[], file: string, field: string) {
  return rows.filter((row) => row.file === file).map(({ row }) => (isJsonObject(row) ? row[field] : row));
}

test('a full row has a step a line, the answer as the last, and the number of steps', () => {
  expect(run(exportTrace(FOUR), COLD).rows).toEqual([
    {
      file: 'gsm-iter0',
      row: {
        id: 'p',
        prompt: 'How many?',
        completion: '1 + 1 = 2\n2 + 2 = 4\n4 + 4 = 8\n8 + 2 = 10\nThus, the answer is 10.',
        step_num: 4,
        answer: '10',
      },
    },
  ]);
});

test('a last step that states the answer is no step, and a step of several lines is one line', () => {
  const reasoning = '1 + 1\n= 2\n\nThus, the answer is 2.';
  const { rows } = run(exportTrace({ reasoning, answer: '2', reference: '2' }), COLD);
  expect(fieldsOf(rows, 'gsm-iter0', 'completion')).toEqual(['1 + 1 = 2\nThus, the answer is 2.']);
});

test.each([
  [3, true],
  [2, true],
  [1, false],
])('a variant of %i of 4 steps is kept: %s', (count, isKept) => {
  const { rows, warnings } = run(withVariant(STEPS.slice(4 - count)), COLD);
  expect(fieldsOf(rows, 'gsm-iter0', 'id')).toEqual(isKept ? ['p/skip', 'p'] : ['p']);
  expect(fieldsOf(rows, 'gsm-iter0', 'step_num')).toEqual(isKept ? [count, 4] : [4]);
  expect(warnings).toEqual(isKept ? [] : ['A skipped chain was rejected; rejected/ says why.']);
});

test('rejected chains are written with the reason', () => {
  const { rows } = run(withVariant([...STEPS.slice(0, 3), '8 + 2 is 10']), COLD);
  expect(rows.find(({ file }) => file === 'rejected')?.row).toEqual({
    id: 'p',
    strategy: 'skip-steps',
    full: 4,
    asked: [3, 2],
    steps: 4,
    reason: 'As many steps as the full chain.',
    text: '1 + 1 = 2\n2 + 2 = 4\n4 + 4 = 8\n8 + 2 is 10',
  });
  expect(fieldsOf(run(withVariant(STEPS.slice(3)), COLD).rows, 'rejected', 'reason')).toEqual([
    'Not one or two steps fewer: 1 of 4.',
  ]);
  expect(
    fieldsOf(run(withVariant(['2 + 2 = 4', 'The final answer is \\boxed{12}']), COLD).rows, 'rejected', 'reason'),
  ).toEqual(['It states another answer.']);
  expect(fieldsOf(run(withVariant(['a', 'Thus, the end']), COLD).rows, 'rejected', 'reason')).toEqual([
    'A step says "Thus, the", where the counting of steps stops.',
  ]);
});

test('equal skipped chains come once', () => {
  const variants = ['skip-steps', 'lexical'].map((strategy) => ({ text: STEPS.slice(1).join('\n\n'), strategy }));
  const { rows } = run(exportTrace({ ...FOUR, variants }), COLD);
  expect(fieldsOf(rows, 'gsm-iter0', 'step_num')).toEqual([3, 4]);
  expect(fieldsOf(rows, 'rejected', 'reason')).toEqual(['The same steps were there before.']);
});

test('a merged variant is counted by its plan, not by cutting its text again', () => {
  const merge = { kind: 'merge', reason: '' } as const;
  const keep = { kind: 'keep' } as const;
  const plan = { actions: [keep, merge, keep, { kind: 'drop', reason: '' } as const] };
  const trace = withVariant(['anything', 'in', 'many', 'steps'], { strategy: 'merge-neighbours', plan });
  expect(fieldsOf(run(trace, COLD).rows, 'gsm-iter0', 'completion')[0]).toBe(
    '1 + 1 = 2 2 + 2 = 4\n4 + 4 = 8\nThus, the answer is 10.',
  );
});

test('the warm start merges two neighbours, the same for the same seed, whatever else is exported', () => {
  const made = (seed: number) => {
    const start = skipSteps.start({ ...jobOf(skipSteps), seed });
    return start.rows(exportTrace(FOUR)).rows;
  };
  const [skipped] = made(1);
  expect(isJsonObject(skipped?.row) && skipped.row.id).toBe('p_skip');
  expect(isJsonObject(skipped?.row) && skipped.row.step_num).toBe(3);
  const run = skipSteps.start(jobOf(skipSteps));
  run.rows(exportTrace({ id: 'other' }));
  expect(run.rows(exportTrace(FOUR)).rows).toEqual(made(1));
  const texts = new Set([1, 2, 3, 4, 5, 6, 7, 8].map((seed) => JSON.stringify(made(seed))));
  expect(texts.size).toBeGreaterThan(1);
  expect(mergedOnce(['a'], () => 0)).toBeNull();
  expect(mergedOnce(['a', 'b', 'c'], () => 0.99)).toEqual(['a', 'b c']);
});

test('the warm start drops only a step that no guard misses', () => {
  const steps = ['Let me think about this.', '2 * 3 = 6.', '6 + 4 = 10.'];
  const { rows } = run(exportTrace({ id: 'p', reasoning: steps.join('\n\n') }), { 'warm-start': 'drop', task: 'dr' });
  expect(fieldsOf(rows, 'dr-iter0', 'completion')[0]).toBe('2 * 3 = 6.\n6 + 4 = 10.\nThus, the answer is 10.');
  const bare = run(exportTrace({ reasoning: '2 * 3 = 6.\n\n6 + 4 = 10.' }), { 'warm-start': 'drop' });
  expect(bare.warnings).toEqual(['No step can go that nothing misses: no warm start.']);
});

test('a single step and later iterations have no warm start', () => {
  const one = run(exportTrace({ reasoning: '2 * 3 + 4 = 10' }));
  expect(one.warnings).toEqual(['A single step: nothing can be skipped for a warm start.']);
  expect(one.rows).toHaveLength(1);
  expect(fieldsOf(run(exportTrace(FOUR), { iteration: 2 }).rows, 'gsm-iter2', 'id')).toEqual(['p']);
});

test('mixing: all full rows, as many as skipped ones, or none', () => {
  const full = (mixing: string) => {
    const run = skipSteps.start(jobOf(skipSteps, { mixing, ...COLD }));
    const made = [exportTrace(FOUR), withVariant(STEPS.slice(1)), withVariant(STEPS.slice(2))].map((trace) =>
      run.rows(trace),
    );
    return made.map(({ rows }) => fieldsOf(rows, 'gsm-iter0', 'id').filter((id) => id === 'p').length);
  };
  expect(full('new')).toEqual([1, 1, 1]);
  expect(full('cont')).toEqual([0, 1, 1]);
  expect(full('onlyskip')).toEqual([0, 0, 0]);
  expect(run(exportTrace(FOUR), { ...COLD, mixing: 'onlyskip' }).skipped).toEqual([
    'No skipped chain held, and the full one is not wanted.',
  ]);
});

test('files lie under the lower-case task and the iteration', () => {
  const paths = skipSteps.files.map((kind) => kind.path('train'));
  expect(paths).toContain('ma/iter0/train.jsonl');
  expect(paths).toContain('aoa/iter9/train.jsonl');
  expect(paths).toContain('rejected/train.jsonl');
});

test('task aoa has prompt and chosen, with the count that the official converter can take out', () => {
  const wish = { id: 'q', question: 'a ↔ ❤', reasoning: '❤ ↔ b\n\n❤ ↔ a', answer: '❤ ↔ a', reference: '❤ ↔ a' };
  const [row] = run(exportTrace(wish), { ...COLD, task: 'aoa' }).rows;
  const head = 'Transform the expression to isolate ❤ on the left side of the ↔.';
  expect(row?.row).toEqual({
    id: 'q',
    prompt: `${head} Solve it in 2 steps.\n\nQuestion: a ↔ ❤\nAnswer:`,
    chosen: '❤ ↔ b\n❤ ↔ a\nThus, the answer is ❤ ↔ a',
    line_id: -1,
  });
  const [normal] = run(exportTrace(wish), { ...COLD, task: 'aoa', 'prompt-mode': 'normal' }).rows;
  expect(isJsonObject(normal?.row) && normal.row.prompt).toBe(`${head}\n\nQuestion: a ↔ ❤\nAnswer:`);
});

test('a question that is no equation is told in task aoa', () => {
  expect(run(exportTrace(FOUR), { ...COLD, task: 'aoa' }).warnings).toEqual([
    'The question is no equation, as task aoa wants.',
  ]);
});

test('plain rows have the whole prompt of the trainer, with or without the count', () => {
  const prompts = (mode: string) =>
    fieldsOf(run(exportTrace(FOUR), { ...COLD, plain: true, 'prompt-mode': mode }).rows, 'plain', 'prompt');
  expect(prompts('count')).toEqual(["How many?\nLet's solve it in 4 steps.\nAnswer:\n"]);
  expect(prompts('normal')).toEqual(['How many?\nAnswer:\n']);
});

test.each<readonly [TraceWish, Options, string]>([
  [{ question: null }, {}, 'No question.'],
  [{ verdict: 'wrong' }, {}, 'The answer is wrong.'],
  [{ verdict: 'unknown' }, {}, 'Nobody knows whether the answer is right.'],
  [{ answer: null, reference: null }, {}, 'No final answer.'],
  [
    { answer: '(3,4)', reference: null },
    {},
    'A comma in the answer is no thousands separator, and the official code deletes it.',
  ],
  [{ reasoning: '' }, {}, 'No steps.'],
  [{ reasoning: 'Thus, the sum is 10.' }, {}, 'A step says "Thus, the", where the counting of steps stops.'],
  [{ reasoning: 'Answer:\n\n10' }, {}, 'A step ends in "Answer:", behind which learning starts.'],
  [{ answer: 'north', reference: null }, { task: 'ma' }, 'The answer is no whole number, as task ma wants.'],
  [
    { question: 'Solve 3 = x' },
    { task: 'aoa' },
    'The question says "Solve", "steps." or "Answer:", at which the official code cuts the prompt.',
  ],
])('%j with %j is left out with the reason', (wish, options, why) => {
  expect(run(exportTrace(wish), options)).toEqual({ rows: [], skipped: [why] });
});

const ROW = { id: '1', prompt: 'q', completion: 'a\nb\nThus, the answer is 1000.', step_num: 2, answer: '1000' };
const AOA = {
  id: '1',
  prompt: 'Solve it in 1 steps.\n\nQuestion: q\nAnswer:',
  chosen: 'a\nThus, the answer is b',
  line_id: 0,
};
const REJECTED = { id: '1', strategy: 's', full: 2, asked: [1], steps: 2, reason: 'r', text: '' };
test.each<readonly [string, JsonValue, string | null]>([
  ['ma-iter0', ROW, null],
  ['ma-iter0', { ...ROW, step_num: 3 }, '"step_num" is 3, and 2 steps are counted'],
  ['ma-iter0', { ...ROW, answer: '1,000' }, '"answer" is not what is read from "completion"'],
  ['ma-iter0', { ...ROW, completion: 'a\nb\nThus, the answer is x.', answer: 'x' }, '"answer" is no whole number'],
  ['dr-iter0', { ...ROW, completion: 'a\nb' }, 'the completion does not say "Thus, the answer is"'],
  ['dr-iter0', { ...ROW, completion: 'Thus, the answer is 1' }, 'the completion has no steps before the answer'],
  ['gsm-iter0', { ...ROW, completion: 'a\n\nThus, the answer is 1' }, 'an empty line counts as a step'],
  [
    'gsm-iter0',
    { ...ROW, completion: 'Answer:\nThus, the answer is 1' },
    'a step ends in "Answer:", behind which learning starts',
  ],
  ['gsm-iter0', { ...ROW, id: 1 }, '"id" is no text, or an empty one'],
  ['aoa-iter0', AOA, null],
  ['aoa-iter0', ROW, '"chosen" is no text, or an empty one'],
  ['aoa-iter0', { ...AOA, prompt: 'Question: q' }, '"prompt" does not end in a line "Answer:"'],
  ['aoa-iter0', { ...AOA, prompt: 'q\nAnswer:' }, '"prompt" has no "Question:"'],
  [
    'aoa-iter0',
    { ...AOA, prompt: 'Solve it in 1 steps. Solve\nQuestion: q\nAnswer:' },
    '"prompt" says "Solve" or "steps." twice, and the converter stops',
  ],
  [
    'aoa-iter0',
    { ...AOA, prompt: 'Solve it in 2 steps.\nQuestion: q\nAnswer:' },
    '"prompt" asks for other than the 1 steps',
  ],
  ['plain', { prompt: 'q', completion: 'a\nThus, the answer is b' }, '"prompt" does not end in a line "Answer:"'],
  ['plain', { prompt: 'q\nAnswer:\n', completion: 'a' }, 'the completion does not say "Thus, the answer is"'],
  ['rejected', REJECTED, null],
  ['rejected', { ...REJECTED, reason: '' }, '"reason" is no text, or an empty one'],
])('the check of %s on %j', (file, row, why) => {
  expect(faultsOf(skipSteps, [{ file, row }])).toEqual(why === null ? [] : [why]);
});

test('whatever the texts, every row passes the check of its file', () => {
  const words = fc.constantFrom(
    'a',
    '1',
    ' ',
    '\n',
    '\n\n',
    '.',
    ',',
    'Thus, the answer is',
    'Answer:',
    'Solve',
    '\u2028',
  );
  const text = fc.array(words, { maxLength: 12 }).map((parts) => parts.join(''));
  const task = fc.constantFrom('gsm', 'ma', 'dr', 'aoa');
  fc.assert(
    fc.property(task, text, text, text, text, (task, question, reasoning, answer, variant) => {
      const fixed = { question: question.trim() === '' ? null : question.trim(), reasoning, answer, reference: null };
      const trace = exportTrace({ ...fixed, variants: [{ text: variant }] });
      // `run` applies the checks.
      run(trace, { task, plain: true });
    }),
    { numRuns: 300 },
  );
});

test('an answer of which the official code would leave something else is left out', () => {
  const trace = exportTrace({
    question: 'a',
    reasoning: 'a',
    answer: '. .',
    reference: null,
    variants: [{ text: '' }],
  });
  expect(run(trace, { task: 'gsm', plain: true }).rows).toEqual([]);
});

test('steps are counted as the official code does', () => {
  expect(countedSteps('a\nb\nThus, the answer is 3.')).toBe(2);
  expect(countedSteps('Thus, the answer is 3.')).toBe(0);
});

test('hostile answers and steps take no long', () => {
  const start = cpuTime();
  for (const unit of ['.', ' ', '.x', 'Thus, the', '\n', '1,'])
    skipSteps
      .start(jobOf(skipSteps, COLD))
      .rows(exportTrace({ question: 'q', answer: unit.repeat(50_000), reasoning: unit.repeat(50_000), tail: '' }));
  expect(cpuTime() - start).toBeLessThan(4000);
});
