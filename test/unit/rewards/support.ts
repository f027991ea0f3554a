import { findRewardColumn } from '../../../src/core/rewards/registry.ts';
import type { RewardOptions, RewardSample } from '../../../src/core/rewards/types.ts';

/** A sample of so many tokens; the rest says nothing. */
export function sample(tokens: number, correct: boolean | null, more: Partial<RewardSample> = {}): RewardSample {
  return { tokens, correct, originalTokens: null, outcome: null, process: null, ...more };
}

/** The column's values of several groups. */
export function valuesOf(
  id: string,
  groups: readonly (readonly RewardSample[])[],
  options: RewardOptions = {},
): readonly (readonly (number | null)[])[] {
  const column = findRewardColumn(id);
  if (column === undefined) throw new Error(`There is no column ${id}.`);
  return column.compute(groups, options);
}

/** The column's values of one group, rounded to so many digits behind the point. */
export function rounded(
  id: string,
  samples: readonly RewardSample[],
  options: RewardOptions = {},
  digits = 5,
): readonly (number | null)[] {
  const round = (value: number) => Number(value.toFixed(digits));
  return (valuesOf(id, [samples], options)[0] ?? []).map((value) => (value === null ? null : round(value)));
}
