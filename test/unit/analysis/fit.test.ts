import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/core/analysis/fit/auc.ts';
import { heldOut } from '../../../src/core/analysis/fit/held-out.ts';
import { type Example, fitLogistic, predict } from '../../../src/core/analysis/fit/logistic.ts';
import { type JudgedStep, logLoss, refitHeads } from '../../../src/core/analysis/fit/refit.ts';
import { readWeights, weightsText } from '../../../src/core/analysis/fit/weights-file.ts';
import { bestScore } from '../../../src/core/analysis/score.ts';
import type { Head } from '../../../src/core/analysis/types.ts';
import { HEADS } from '../../../src/core/analysis/weights.ts';

/** People of whom those with `near-repeat` skip, and nobody skips for `loop`. */
function steps(count: number): JudgedStep[] {
  return Array.from({ length: count }, (_, index) => {
    const features = { 'near-repeat': index % 3 === 0 ? 0.4 : 0, loop: index % 2 };
    return { features, skip: index % 3 === 0 && index % 9 !== 0 };
  });
}

const START: readonly Head[] = [
  { id: 'repeat', bias: -1, weights: { 'near-repeat': 0.5, loop: 2 } },
  { id: 'tail', bias: -5, weights: { 'tail-firm': 2 } },
];

describe('fitting with a prior', () => {
  const examples = (count: number): Example[] =>
    Array.from({ length: count }, (_, index) => ({ x: [index % 2], y: index % 2, weight: 1 }));

  it('stays at the prior without examples and leaves it as they grow', () => {
    expect(fitLogistic([], [1], 2, [-1, 0.5])).toEqual([-1, 0.5]);
    const few = fitLogistic(examples(4), [1], 2, [-1, 0.5]);
    const many = fitLogistic(examples(400), [1], 2, [-1, 0.5]);
    expect(few[1]).toBeGreaterThan(0.5);
    expect(many[1]).toBeGreaterThan(few[1] ?? 0);
    expect(predict(many, [1])).toBeGreaterThan(0.9);
  });

  it('never gives a weight whose sign is not wanted', () => {
    const turned = examples(40).map((example) => ({ ...example, y: 1 - example.y }));
    expect(fitLogistic(turned, [1], 2, [0, 0.5])[1]).toBe(0);
    expect(fitLogistic(turned, [0], 2, [0, 0.5])[1]).toBeLessThan(0);
  });
});

describe('refitting the score to labels', () => {
  it('lowers the log loss, keeps features and models, and gives the same for the same labels', () => {
    const fitted = refitHeads(steps(300), START);
    expect(logLoss(steps(300), fitted)).toBeLessThan(logLoss(steps(300), START) - 0.1);
    expect(fitted.map(({ id, weights }) => [id, Object.keys(weights)])).toEqual(
      START.map(({ id, weights }) => [id, Object.keys(weights)]),
    );
    expect(fitted[0]?.weights['near-repeat']).toBeGreaterThan(2);
    expect(refitHeads(steps(300), START)).toEqual(fitted);
  });

  it('changes little for a few labels, and nothing where a model takes no step', () => {
    expect(refitHeads([], START)).toEqual(START);
    const fitted = refitHeads(steps(3), START);
    expect(Math.abs((fitted[0]?.bias ?? 0) + 1)).toBeLessThan(0.5);
    expect(fitted[1]).toEqual(START[1]);
  });

  it('is measured on problems that were left out', () => {
    const byProblem = new Map(Array.from({ length: 12 }, (_, index) => [`p${index}`, steps(27)]));
    const { folds, before, after } = heldOut(byProblem, START);
    expect(folds).toBe(5);
    expect(after.auc).toBeGreaterThan(before.auc);
    expect(after.logLoss).toBeLessThan(before.logLoss);
    expect(before.logLoss).toBeCloseTo(logLoss(steps(27), START), 10);
  });

  it('gains nothing on problems whose labels say nothing of the evidence', () => {
    // What skips in one problem is kept in the next, so that a fold cannot be known from the others.
    const noise = (turn: number): JudgedStep[] =>
      steps(18).map(({ features }, index) => ({ features, skip: (index + turn) % 2 === 0 }));
    const byProblem = new Map(Array.from({ length: 10 }, (_, index) => [`p${index}`, noise(Math.floor(index / 5))]));
    const { after } = heldOut(byProblem, START);
    expect(after.auc).toBeLessThan(0.6);
    expect(after.logLoss).toBeGreaterThan(0.6);
  });
});

describe('a file of weights', () => {
  const made = { time: '2026-01-01T00:00:00.000Z', toolVersion: '1', labels: 100 };

  it('is read again as it was written', () => {
    const heads = HEADS.map((head) => ({ ...head, bias: head.bias + 1 }));
    expect(readWeights(JSON.parse(weightsText(heads, made)))).toEqual(heads);
    expect(readWeights(JSON.parse(weightsText(heads.slice(0, 1), made)))).toEqual([heads[0], ...HEADS.slice(1)]);
  });

  it.each([
    [[], 'no file of weights'],
    [{ kind: 'cot-lens-weights', v: 2 }, 'later version'],
    [{ kind: 'cot-lens-weights', v: 1 }, '"heads"'],
    [{ kind: 'cot-lens-weights', v: 1, heads: [{ id: 'repeat', bias: 1 }] }, 'weights'],
    [{ kind: 'cot-lens-weights', v: 1, heads: [{ id: 'x', bias: 1, weights: {} }] }, 'no model "x"'],
    [{ kind: 'cot-lens-weights', v: 1, heads: [{ id: 'repeat', bias: '1', weights: {} }] }, 'bias'],
    [{ kind: 'cot-lens-weights', v: 1, heads: [{ id: 'repeat', bias: 1, weights: { loop: null } }] }, '"loop"'],
  ])('is refused with what is wrong with it: %j', (value, why) => {
    expect(readWeights(value)).toContain(why);
  });
});

it('AUC counts ties half', () => {
  const scored = (...pairs: readonly (readonly [number, boolean])[]) =>
    pairs.map(([score, label]) => ({ score, label }));
  expect(auc(scored([1, true], [0, false]))).toBe(1);
  expect(auc(scored([1, true], [1, false]))).toBe(0.5);
  expect(auc(scored([0, true], [1, false]))).toBe(0);
  expect(bestScore({}, [])).toBe(0);
});
