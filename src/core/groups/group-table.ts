import { type LimitFigures, limitFigures, scoreOf } from '../rewards/set-figures.ts';
import type { RewardColumn, RewardOptions, RewardSample } from '../rewards/types.ts';
import type { GroupSample, SampleGroup, SampleVariant } from './types.ts';

/** A reward column with the options that a person set. */
export interface ChosenColumn {
  readonly column: RewardColumn;
  readonly options: RewardOptions;
}

/** A sample with its rewards, in the order of the chosen columns. */
export interface SampleFigures {
  readonly sample: GroupSample;
  readonly rewards: readonly (number | null)[];
  /** It is the first of the shortest right samples of its problem. */
  readonly isShortestRight: boolean;
  readonly variants: readonly VariantFigures[];
}

/** A variant with its rewards: only columns that compare it with its original have a value. */
export interface VariantFigures {
  readonly variant: SampleVariant;
  readonly rewards: readonly (number | null)[];
}

/** A problem with its samples. */
export interface GroupFigures {
  readonly group: SampleGroup;
  readonly samples: readonly SampleFigures[];
  readonly graded: number;
  readonly right: number;
  /** Mean tokens of its samples. */
  readonly meanTokens: number;
}

/** Figures of all problems together. */
export interface SetFigures {
  readonly problems: number;
  readonly samples: number;
  readonly graded: number;
  /** Of the graded samples; null when none is. */
  readonly accuracy: number | null;
  readonly meanTokens: number | null;
  /** Problems with a right sample, and mean tokens of the shortest one of each. */
  readonly solved: number;
  readonly shortestTokens: number | null;
  /** The truncation reward at several limits. */
  readonly limits: readonly LimitFigures[];
}

/** All that a group view shows. */
export interface GroupTable {
  readonly groups: readonly GroupFigures[];
  readonly figures: SetFigures;
}

/** Limits of tokens at which the truncation reward is shown. */
export const LIMITS = [1_000, 2_000, 4_000, 8_000] as const;

/** The samples of all problems with their rewards. */
export function groupTable(groups: readonly SampleGroup[], columns: readonly ChosenColumn[]): GroupTable {
  const samples = groups.map((group) => group.samples.map(rewardSampleOf));
  const values = columns.map(({ column, options }) => column.compute(samples, options));
  const rows = groups.map((group, at) => groupFigures(group, at, values, columns));
  const all = samples.flat();
  const score = scoreOf(all);
  const shortest = rows.flatMap(({ samples: own }) => own.find(({ isShortestRight }) => isShortestRight)?.sample ?? []);
  return {
    groups: rows,
    figures: {
      problems: groups.length,
      samples: all.length,
      graded: all.filter(({ correct }) => correct !== null).length,
      accuracy: score?.accuracy ?? null,
      meanTokens: mean(all.map(({ tokens }) => tokens)),
      solved: shortest.length,
      shortestTokens: mean(shortest.map(({ tokens }) => tokens)),
      limits: limitFigures(samples, LIMITS),
    },
  };
}

function groupFigures(
  group: SampleGroup,
  at: number,
  values: readonly (readonly (readonly (number | null)[])[])[],
  columns: readonly ChosenColumn[],
): GroupFigures {
  const right = group.samples.filter(({ grade }) => grade.verdict === 'correct');
  const least = right.reduce((low, { tokens }) => Math.min(low, tokens), Number.POSITIVE_INFINITY);
  const shortest = right.find(({ tokens }) => tokens === least);
  return {
    group,
    samples: group.samples.map((sample, index) => ({
      sample,
      rewards: values.map((column) => column[at]?.[index] ?? null),
      isShortestRight: sample === shortest,
      variants: variantFigures(sample, columns),
    })),
    graded: group.samples.filter(({ grade }) => grade.verdict !== 'unknown').length,
    right: right.length,
    meanTokens: mean(group.samples.map(({ tokens }) => tokens)) ?? 0,
  };
}

/** Columns that say something of a variant by itself: what is left of its original. */
const OF_VARIANTS = ['compression-rate', 'tokenskip-ratio'];

function variantFigures(sample: GroupSample, columns: readonly ChosenColumn[]): readonly VariantFigures[] {
  return (sample.variants ?? []).map((variant) => {
    const own = { ...rewardSampleOf(sample), tokens: variant.tokens, originalTokens: sample.tokens };
    const rewards = columns.map(({ column, options }) =>
      OF_VARIANTS.includes(column.id) ? (column.compute([[own]], options)[0]?.[0] ?? null) : null,
    );
    return { variant, rewards };
  });
}

/** What rewards know of a sample. */
export function rewardSampleOf({ tokens, grade, efficiency }: GroupSample): RewardSample {
  return {
    tokens,
    correct: grade.verdict === 'unknown' ? null : grade.verdict === 'correct',
    originalTokens: null,
    outcome: efficiency?.outcome ?? null,
    process: efficiency?.process ?? null,
  };
}

function mean(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
