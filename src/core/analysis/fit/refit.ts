import type { Features } from '../gain.ts';
import { bestScore } from '../score.ts';
import type { Head } from '../types.ts';
import { fitLogistic, type Model } from './logistic.ts';
import { SIGNS } from './signs.ts';

/** A step that people judged, with its evidence. */
export interface JudgedStep {
  readonly features: Features;
  readonly skip: boolean;
}

/** Penalty on the squared distance of a weight from the built-in one: as much as the steps of a few traces. */
const RIDGE = 2;
const ROUNDS = 12;
const SHARES = [1, 0.5, 0.25, 0.1];
/** Rounds end when the objective falls by less. */
const LEAST_GAIN = 1e-4;
/** Scores nearer to 0 and 1 count as these, so that one sure mistake does not decide everything. */
const EDGE = 1e-4;

/** Mean log loss in nats of the models' scores on the steps; NaN without steps. */
export function logLoss(steps: readonly JudgedStep[], heads: readonly Head[]): number {
  return lossOf(steps, heads) / steps.length;
}

/**
 * Fits the models to judged steps: the least log loss of the score, which is the best of the models, and of the squared distance
 * from `start`. Each round gives every step to the model that scores it highest, fits each model to its own, and goes as far
 * that way as the objective falls. Models keep their features; a weight whose sign could not be explained becomes 0.
 */
export function refitHeads(steps: readonly JudgedStep[], start: readonly Head[]): readonly Head[] {
  let heads = start;
  let best = objective(steps, heads, start);
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = oneRound(steps, heads, start);
    const tried = SHARES.map((share) => heads.map((head, index) => between(head, next[index] ?? head, share)));
    const better = tried
      .map((each) => ({ heads: each, value: objective(steps, each, start) }))
      .reduce((a, b) => (b.value < a.value ? b : a));
    if (best - better.value < LEAST_GAIN) break;
    best = better.value;
    heads = better.heads;
  }
  return heads.map(rounded);
}

function oneRound(steps: readonly JudgedStep[], heads: readonly Head[], start: readonly Head[]): readonly Head[] {
  const own = heads.map((): JudgedStep[] => []);
  for (const step of steps) {
    let [taker, most] = [0, -1];
    for (const [index, head] of heads.entries()) {
      const score = bestScore(step.features, [head]);
      if (score > most) [taker, most] = [index, score];
    }
    own[taker]?.push(step);
  }
  return start.map((prior, index) => {
    const mine = own[index] ?? [];
    if (mine.length === 0) return prior;
    const names = Object.keys(prior.weights);
    const examples = mine.map(({ features, skip }) => ({
      x: names.map((name) => features[name] ?? 0),
      y: skip ? 1 : 0,
      weight: 1,
    }));
    const before: Model = [prior.bias, ...names.map((name) => prior.weights[name] ?? 0)];
    const signs = names.map((name) => SIGNS[name] ?? 1);
    const [bias = 0, ...weights] = fitLogistic(examples, signs, RIDGE, before);
    return { id: prior.id, bias, weights: Object.fromEntries(names.map((name, at) => [name, weights[at] ?? 0])) };
  });
}

function objective(steps: readonly JudgedStep[], heads: readonly Head[], start: readonly Head[]): number {
  const apart = heads.reduce((sum, head, index) => {
    const before = start[index];
    const squares = Object.entries(head.weights).map(([name, value]) => (value - (before?.weights[name] ?? 0)) ** 2);
    return squares.reduce((all, each) => all + each, sum + (head.bias - (before?.bias ?? 0)) ** 2);
  }, 0);
  return lossOf(steps, heads) + (RIDGE / 2) * apart;
}

function lossOf(steps: readonly JudgedStep[], heads: readonly Head[]): number {
  return steps.reduce((sum, { features, skip }) => {
    const score = Math.min(1 - EDGE, Math.max(EDGE, bestScore(features, heads)));
    return sum - Math.log(skip ? score : 1 - score);
  }, 0);
}

function between(from: Head, to: Head, share: number): Head {
  const mix = (a: number, b: number) => a + share * (b - a);
  const weights = Object.entries(from.weights).map(([name, value]) => [name, mix(value, to.weights[name] ?? 0)]);
  return { id: from.id, bias: mix(from.bias, to.bias), weights: Object.fromEntries(weights) };
}

function rounded({ id, bias, weights }: Head): Head {
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return {
    id,
    bias: round(bias),
    weights: Object.fromEntries(Object.entries(weights).map(([name, value]) => [name, round(value)])),
  };
}
