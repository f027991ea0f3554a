import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isJsonObject } from '../../../src/base/json.ts';
import { ccot } from '../../../src/core/export/exporters/ccot.ts';
import { exportTrace, faultsOf, jobOf, type TraceWish } from '../../helpers/export-units.ts';

function made(wish: TraceWish, options: Readonly<Record<string, string | number | boolean>> = {}) {
  const done = ccot.start(jobOf(ccot, options)).rows(exportTrace(wish));
  expect(faultsOf(ccot, done.rows)).toEqual([]);
  return done;
}

test('a row has the reasoning without annotations and the places of its tokens', () => {
  const reasoning = 'She sold 48/2 = <<48/2=24>>24 clips in all of May .';
  expect(made({ question: 'How many?', reasoning, answer: '24', reference: '24' }, { r: 0.25 }).rows).toEqual([
    {
      file: 'rows',
      row: {
        question: 'How many?',
        cot: 'She sold 48/2 = 24 clips in all of May .',
        answer: '24',
        r: 0.25,
        k: 3,
        subset_token_indices: [3, 6, 10],
      },
    },
  ]);
});

test('k is rounded up, also where r * m is whole but for floating point', () => {
  const k = (words: number, r: number) => {
    const [row] = made({ reasoning: 'w '.repeat(words).trim() }, { r }).rows;
    return isJsonObject(row?.row) ? row.row.k : null;
  };
  expect([k(30, 0.1), k(31, 0.1), k(1, 0.05), k(20, 0.05), k(100, 1)]).toEqual([3, 4, 1, 1, 100]);
});

test('the places are different, rise, and end in the last token', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0.001, max: 1, noNaN: true }), (words, r) => {
      const [row] = made({ reasoning: 'w '.repeat(words).trim() }, { r }).rows;
      const places = isJsonObject(row?.row) ? (row.row.subset_token_indices as readonly number[]) : [];
      expect(places.at(-1)).toBe(words - 1);
      expect(new Set(places).size).toBe(places.length);
    }),
  );
});

test.each<readonly [TraceWish, string]>([
  [{ question: null }, 'No question.'],
  [{ verdict: 'wrong' }, 'The answer is wrong.'],
  [{ verdict: 'unknown' }, 'Nobody knows whether the answer is right.'],
  [{ answer: null, reference: null }, 'No final answer.'],
  [{ reasoning: '<<1+1=2>>' }, 'No reasoning.'],
])('%j is left out with the reason', (wish, why) => {
  expect(made(wish)).toEqual({ rows: [], skipped: [why] });
});

const ROW = { question: 'q', cot: 'a b', answer: 'c', r: 0.5, k: 1, subset_token_indices: [1] };
test.each([
  [{ ...ROW, k: 2 }, '"k" is 2, and there are 1 places'],
  [{ ...ROW, k: 2, subset_token_indices: [1, 1] }, 'the places do not rise from 0'],
  [{ ...ROW, subset_token_indices: [-1] }, 'the places do not rise from 0'],
  [{ ...ROW, subset_token_indices: [] }, '"subset_token_indices" has fewer than 1 elements'],
  [{ ...ROW, cot: '2 = <<1+1=2>>2' }, '"cot" still has <<...>> annotations'],
  [{ ...ROW, answer: '' }, '"answer" is no text, or an empty one'],
])('the check refuses %j', (row, why) => {
  expect(faultsOf(ccot, [{ file: 'rows', row }])).toEqual([why]);
});
