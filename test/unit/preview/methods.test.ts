import { describe, expect, it } from 'vitest';
import { evenSubset } from '../../../src/core/export/even-subset.ts';
import type { StepEntropy } from '../../../src/core/model/logged-tokens.ts';
import { ccot } from '../../../src/core/preview/methods/ccot.ts';
import { cotValve } from '../../../src/core/preview/methods/cot-valve.ts';
import { icot } from '../../../src/core/preview/methods/icot.ts';
import { stepEntropy } from '../../../src/core/preview/methods/step-entropy.ts';
import { methodPreviews } from '../../../src/core/preview/registry.ts';
import type { PreviewInput } from '../../../src/core/preview/types.ts';

/** 100 tokens of two characters, ten steps of ten tokens. */
const INPUT: PreviewInput = {
  reasoning: 'a '.repeat(100),
  steps: Array.from({ length: 10 }, (_, index) => ({ start: index * 20, end: index * 20 + 19 })),
  tokenEnds: Array.from({ length: 100 }, (_, index) => (index + 1) * 2),
  tokenizer: 'letters',
  entropies: Array.from({ length: 10 }, () => null),
  variants: [],
};

describe('the ICoT curriculum', () => {
  it('takes Delta tokens more from the left each epoch, and all once 39 are due', () => {
    const gone = (epoch: number, more = {}) =>
      icot
        .show(INPUT, { epoch, delta: 8, lambda: 4, 'all-beyond': 39, ...more })
        .marks.find(({ kind }) => kind === 'gone');
    expect(gone(0)).toBeUndefined();
    expect(gone(1)).toEqual({ start: 0, end: 16, kind: 'gone' });
    expect(gone(4)?.end).toBe(64);
    expect(gone(5)?.end).toBe(200);
    expect(gone(5, { 'all-beyond': 0 })?.end).toBe(80);
  });

  it('marks the tokens that smoothing takes from some of the rows, right behind the gone ones', () => {
    const { marks, sentences } = icot.show(INPUT, { epoch: 1, delta: 8, lambda: 4, 'all-beyond': 0 });
    expect(marks.filter(({ kind }) => kind === 'fading')).toEqual([{ start: 16, end: 18, kind: 'fading' }]);
    expect(sentences.join(' ')).toContain('1.8 % of the rows');
    const wide = icot.show(INPUT, { epoch: 1, delta: 8, lambda: 0.5, 'all-beyond': 0 });
    expect(wide.marks.length).toBeGreaterThan(10);
  });

  it('has a slider that ends where nothing is left', () => {
    const epochs = (values: Readonly<Record<string, number>>) => {
      const controls = icot.controls(INPUT, values);
      return typeof controls === 'string' ? controls : controls[0]?.most;
    };
    expect([epochs({}), epochs({ 'all-beyond': 0 }), epochs({ 'all-beyond': 0, delta: 1 })]).toEqual([6, 14, 101]);
  });
});

describe('the CCoT subset', () => {
  it.each([
    [30, 0.1, 3],
    [31, 0.1, 4],
    [100, 0.05, 5],
    [1, 0.01, 1],
    [0, 0.1, 0],
    [10, 1, 10],
  ])('of %i tokens at r = %f has %i, evenly spaced', (m, r, k) => {
    const chosen = evenSubset(m, r);
    expect(chosen.length).toBe(k);
    const gaps = chosen.slice(1).map((index, at) => index - (chosen[at] ?? 0));
    if (gaps.length > 0) expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    for (const index of chosen) expect(index >= 0 && index < m).toBe(true);
  });

  it('marks the chosen tokens and says that the text is not compressed', () => {
    const { marks, sentences } = ccot.show(INPUT, { r: 0.02 });
    expect(marks).toEqual([
      { start: 98, end: 100, kind: 'chosen' },
      { start: 198, end: 200, kind: 'chosen' },
    ]);
    expect(sentences.join(' ')).toContain('not compressed');
  });
});

describe('the valve', () => {
  const variants = [
    { id: 'b', title: 'lexical', tokens: 60, kept: null },
    { id: 'a', title: 'safe-prune', tokens: 20, kept: [0, 9] },
  ];

  it('goes from the longest to the shortest with the beta of each', () => {
    const at = (stop: number) => cotValve.show({ ...INPUT, variants }, { stop });
    expect([0, 1, 2].map((stop) => /beta (\d\.\d+)/.exec(at(stop).sentences[0] ?? '')?.[1])).toEqual([
      '0.00',
      '0.50',
      '1.00',
    ]);
    expect([at(0).variant, at(1).variant, at(2).variant]).toEqual([undefined, 'b', 'a']);
    expect(at(2).marks.length).toBe(8);
    expect(at(1).marks).toEqual([]);
  });

  it('says what to do where there are no variants', () => {
    expect(cotValve.controls(INPUT, {})).toContain('compress it first');
  });
});

describe('the step entropy mask', () => {
  const entropy = (score: number, total: number | null): StepEntropy => ({
    tokens: 10,
    score,
    total,
    coverage: null,
    surprisal: 1,
  });
  const entropies = Array.from({ length: 10 }, (_, index) => entropy(10 - index, index === 0 ? null : index));

  it('masks the share of steps with the lowest score, of the code or of the paper', () => {
    const masked = (values: Readonly<Record<string, number>>) =>
      stepEntropy
        .show({ ...INPUT, entropies }, values)
        .marks.map(({ start }) => start / 20)
        .sort();
    expect(masked({ ratio: 0.3, paper: 0 })).toEqual([7, 8, 9]);
    expect(masked({ ratio: 0.34, paper: 1 })).toEqual([1, 2, 3]);
  });

  it('says why a trace without logprobs has nothing to show', () => {
    expect(stepEntropy.controls(INPUT, {})).toContain('no logprobs');
  });
});

it.each(methodPreviews.map((preview) => [preview.id, preview] as const))(
  '%s marks nothing outside of the text, at any value',
  (_id, preview) => {
    for (const tokens of [0, 1, 7, 100]) {
      const input = { ...INPUT, reasoning: 'a '.repeat(tokens), tokenEnds: INPUT.tokenEnds.slice(0, tokens) };
      const controls = preview.controls(input, {});
      if (typeof controls === 'string') continue;
      for (const end of ['least', 'most', 'default'] as const) {
        const values = Object.fromEntries(controls.map((control) => [control.id, control[end]]));
        for (const { start, end: to } of preview.show(input, values).marks) {
          expect(start).toBeLessThanOrEqual(to);
          expect(to).toBeLessThanOrEqual(input.reasoning.length);
        }
      }
    }
  },
);
