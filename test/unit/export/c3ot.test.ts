import { expect, test } from 'vitest';
import { isJsonObject, type JsonValue } from '../../../src/base/json.ts';
import { c3ot } from '../../../src/core/export/exporters/c3ot.ts';
import type { ExportTrace } from '../../../src/core/export/types.ts';
import { exportTrace, faultsOf, jobOf, type TraceWish } from '../../helpers/export-units.ts';

const TEN = 'a b c d e f g h i j';

function run(trace: ExportTrace, options: Readonly<Record<string, string | number | boolean>> = {}) {
  const made = c3ot.start(jobOf(c3ot, options)).rows(trace);
  expect(faultsOf(c3ot, made.rows)).toEqual([]);
  return made;
}

/** A trace of ten words with variants of so many words. */
function tenWords(words: readonly number[], wish: TraceWish = {}): ExportTrace {
  const variants = words.map((count) => ({ text: `${TEN.slice(0, count * 2 - 1)}`, strategy: 'lexical' }));
  return exportTrace({ id: 'one', question: 'How much?', reasoning: TEN, variants, ...wish });
}

function answeredAgain(trace: ExportTrace, words: number): ExportTrace {
  const variants = trace.variants.map((chain) => {
    if (chain.variant === null || chain.tokens !== words) return chain;
    const guards = [{ id: 're-answer', title: 'Answered again', required: true, passed: true }];
    return { ...chain, variant: { ...chain.variant, guards } };
  });
  return { ...trace, variants };
}

/** What the rows have in a field. */
function values(made: { readonly rows: readonly { readonly row: JsonValue }[] }, field: string): readonly unknown[] {
  return made.rows.map(({ row }) => (isJsonObject(row) ? row[field] : row));
}

function conditions(trace: ExportTrace, options: Readonly<Record<string, string | number | boolean>>) {
  return values(run(trace, options), 'condition');
}

test('a trace gives a long and a short row under the published conditions', () => {
  expect(run(tenWords([5])).rows).toEqual([
    {
      file: 'rows',
      row: {
        instruction: 'Answer and provide a detailed thought process: How much?',
        input: '',
        output: `${TEN}\n\n10`,
        condition: 'long',
        source_id: 'one',
      },
    },
    {
      file: 'rows',
      row: {
        instruction: 'Answer and provide as brief a thought process as possible: How much?',
        input: '',
        output: 'a b c d e\n\n10',
        condition: 'short',
        source_id: 'one',
      },
    },
  ]);
});

test('the short row is the shortest variant, of C3oT where it made one', () => {
  const output = (trace: ExportTrace) => values(run(trace), 'output')[1];
  expect(output(tenWords([5, 3, 7]))).toBe('a b c\n\n10');
  const variants = [{ text: 'a b' }, { text: 'a b c d', strategy: 'c3ot' }];
  expect(output(exportTrace({ reasoning: TEN, variants }))).toBe('a b c d\n\n10');
});

test('a short form that is hardly shorter is told', () => {
  const trace = tenWords([5], { tokens: 100 });
  const hardly = { ...trace, variants: trace.variants.map((chain) => ({ ...chain, tokens: 91 })) };
  expect(run(hardly).warnings).toEqual(['The short form saves less than 10 %: long and short are nearly the same.']);
  expect(run(trace).warnings).toEqual([]);
});

test('levels are the nearest to the measured compression, from 50 % on', () => {
  const trace = tenWords([6, 5, 4, 3, 2, 1]);
  const all = ['long', 'level-1', 'level-2', 'level-3', 'level-4', 'level-5'];
  expect(conditions(trace, { conditions: 'levels' })).toEqual(all);
  expect(values(run(trace, { conditions: 'levels' }), 'instruction')[3]).toBe(
    'Answer and provide a thought process in compression level of 3: How much?',
  );
});

test('Adapt takes the strongest level that a model answered again from', () => {
  const trace = answeredAgain(answeredAgain(tenWords([5, 3, 1]), 5), 3);
  expect(conditions(trace, { conditions: 'adapt' })).toEqual(['long', 'level-3']);
  expect(run(trace, { conditions: 'adapt' }).warnings).toEqual([]);
});

test('Adapt without answers takes the strongest level and says so', () => {
  const made = run(tenWords([5, 3]), { conditions: 'adapt' });
  expect(values(made, 'condition')).toEqual(['long', 'level-3']);
  expect(made.warnings).toEqual(['Adapt: no model answered again, so the strongest accepted level was taken.']);
});

test.each<readonly [TraceWish, Readonly<Record<string, string>>, string]>([
  [{ question: null }, {}, 'No question.'],
  [{ verdict: 'wrong' }, {}, 'The answer is wrong.'],
  [{ verdict: 'unknown' }, {}, 'Nobody knows whether the answer is right.'],
  [{ reasoning: ' ' }, {}, 'No reasoning.'],
  [{}, {}, 'No accepted variant.'],
  [{ reasoning: 'a b', variants: [{ text: 'a b c' }] }, {}, 'No variant is shorter than the original.'],
  [
    { reasoning: TEN, variants: [{ text: 'a b c d e f' }] },
    { conditions: 'levels' },
    'Every variant saves less than 45 %: too little for level 1.',
  ],
])('%j with %j is left out with the reason', (wish, options, why) => {
  expect(run(exportTrace(wish), options)).toEqual({ rows: [], skipped: [why] });
});

test('on request a trace without variant gives its long row, and the reason stays', () => {
  const made = run(exportTrace({}), { unpaired: true });
  expect(made.rows).toHaveLength(1);
  expect(made.skipped).toEqual(['No accepted variant.']);
});

test('the rows stand in dataset_info.json', () => {
  const written = [
    { kind: 'rows', split: 'train', path: 'train.json', rows: 2 },
    { kind: 'rows', split: 'valid', path: 'valid.json', rows: 2 },
  ] as const;
  const [extra] = c3ot.start(jobOf(c3ot)).extras?.(written) ?? [];
  const columns = { prompt: 'instruction', query: 'input', response: 'output' };
  expect(extra?.path).toBe('dataset_info.json');
  expect(c3ot.start(jobOf(c3ot)).extras?.([])).toEqual([]);
  expect(JSON.parse(extra?.text ?? '')).toEqual({
    corpus_train: { file_name: 'train.json', formatting: 'alpaca', columns },
    corpus_valid: { file_name: 'valid.json', formatting: 'alpaca', columns },
  });
});

const ROW = {
  instruction: 'Answer and provide a detailed thought process: q',
  input: '',
  output: 'a',
  condition: 'long',
  source_id: '1',
};
test.each([
  [{ ...ROW, output: ' ' }, '"output" is no text, or an empty one'],
  [{ ...ROW, input: 'x' }, '"input" is not empty, and would be put behind the question'],
  [{ ...ROW, condition: 'level-7' }, '"condition" is none of long, short, level-1 to level-6'],
  [{ ...ROW, condition: 'short' }, '"instruction" does not begin with the text of its condition'],
  [
    { ...ROW, instruction: 'Answer and provide a detailed thought process: ' },
    '"instruction" has no question behind the condition',
  ],
  [{ ...ROW, more: 1 }, '"more" is a field that nothing reads'],
])('the check refuses %j', (row, why) => {
  expect(faultsOf(c3ot, [{ file: 'rows', row }])).toEqual([why]);
});
