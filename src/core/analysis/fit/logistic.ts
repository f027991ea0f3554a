/** One training row. */
export interface Example {
  readonly x: readonly number[];
  readonly y: number;
  readonly weight: number;
}

/** Weights with the bias in front. */
export type Model = readonly number[];

/** Probability of a row: 1 / (1 + exp(-(bias + sum of weight times value))). */
export function predict(model: Model, x: readonly number[]): number {
  let sum = model[0] ?? 0;
  for (let i = 0; i < x.length; i++) sum += (model[i + 1] ?? 0) * (x[i] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

/** Solves A x = b by Gauss with pivoting; A is changed. */
function solve(a: number[][], b: number[]): number[] {
  const n = b.length;
  for (let col = 0; col < n; col++) {
    let pivot = col;
    for (let row = col + 1; row < n; row++) if (Math.abs(a[row]![col]!) > Math.abs(a[pivot]![col]!)) pivot = row;
    [a[col], a[pivot]] = [a[pivot]!, a[col]!];
    [b[col], b[pivot]] = [b[pivot]!, b[col]!];
    for (let row = col + 1; row < n; row++) {
      const factor = a[row]![col]! / a[col]![col]!;
      if (factor === 0) continue;
      for (let k = col; k < n; k++) a[row]![k]! -= factor * a[col]![k]!;
      b[row]! -= factor * b[col]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let row = n - 1; row >= 0; row--) {
    let sum = b[row]!;
    for (let k = row + 1; k < n; k++) sum -= a[row]![k]! * x[k]!;
    x[row] = sum / a[row]![row]!;
  }
  return x;
}

function newton(
  examples: readonly Example[],
  active: readonly number[],
  size: number,
  ridge: number,
  prior: Model | undefined,
): number[] {
  const dims = [0, ...active.map((i) => i + 1)];
  const model = new Array<number>(size + 1).fill(0);
  if (prior) for (const d of dims) model[d] = prior[d] ?? 0;
  const pull = (d: number) => (d === 0 && !prior ? 0 : ridge);
  for (let round = 0; round < 25; round++) {
    const hessian = dims.map((d, i) => dims.map((_, k) => (i === k ? Math.max(1e-6, pull(d)) : 0)));
    const gradient = dims.map((d) => -pull(d) * (model[d]! - (prior?.[d] ?? 0)));
    for (const { x, y, weight } of examples) {
      const p = predict(model, x);
      const value = (d: number) => (d === 0 ? 1 : x[d - 1]!);
      const w = weight * Math.max(1e-6, p * (1 - p));
      for (let i = 0; i < dims.length; i++) {
        const vi = value(dims[i]!);
        if (vi === 0) continue;
        gradient[i]! += weight * (y - p) * vi;
        for (let k = 0; k < dims.length; k++) hessian[i]![k]! += w * vi * value(dims[k]!);
      }
    }
    const step = solve(hessian, gradient);
    let size2 = 0;
    step.forEach((s, i) => {
      model[dims[i]!]! += Math.max(-3, Math.min(3, s));
      size2 = Math.max(size2, Math.abs(s));
    });
    if (size2 < 1e-4) break;
  }
  return model;
}

/**
 * Logistic regression with a ridge penalty and wanted signs (1, -1, or 0 for any): a feature that comes out with the
 * wrong sign is taken out (the worst first) and the rest fitted again, so that every weight can be explained. The penalty is on
 * the distance from `prior`, bias included; without one from 0, and the bias is free.
 */
export function fitLogistic(
  examples: readonly Example[],
  signs: readonly number[],
  ridge: number,
  prior?: Model,
): Model {
  let active = signs.map((_, i) => i);
  for (;;) {
    const model = newton(examples, active, signs.length, ridge, prior);
    const wrong = active.filter((i) => (signs[i] ?? 0) * (model[i + 1] ?? 0) < 0);
    if (wrong.length === 0) return model;
    const worst = wrong.reduce((a, b) => (Math.abs(model[b + 1] ?? 0) > Math.abs(model[a + 1] ?? 0) ? b : a));
    active = active.filter((i) => i !== worst);
  }
}
