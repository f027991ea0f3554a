import type { RewardOption, RewardOptions, RewardSample } from './types.ts';

/** A sample that somebody could grade. */
export interface GradedSample extends RewardSample {
  readonly correct: boolean;
}

/**
 * The samples that somebody could grade, in order. Every mean, range and share of a column that heeds correctness is taken over
 * these alone, as if the others had not been drawn.
 */
export function gradedOf(samples: readonly RewardSample[]): readonly GradedSample[] {
  return samples.filter(isGraded);
}

/** The graded samples that are right. */
export function correctOf(samples: readonly RewardSample[]): readonly GradedSample[] {
  return gradedOf(samples).filter(({ correct }) => correct);
}

/** One value a sample: that of `value` for graded ones, null for the others and where `value` gives no finite number. */
export function forGraded(
  samples: readonly RewardSample[],
  value: (sample: GradedSample) => number | null,
): readonly (number | null)[] {
  return samples.map((sample) => (isGraded(sample) ? finiteOrNull(value(sample)) : null));
}

/** Share of the graded samples that are right, in [0,1]; null when none is graded. */
export function accuracyOf(samples: readonly RewardSample[]): number | null {
  const graded = gradedOf(samples);
  return graded.length === 0 ? null : correctOf(graded).length / graded.length;
}

/** The value of an option: the given one, else its default. */
export function settingOf(option: RewardOption, given: RewardOptions): number {
  return given[option.id] ?? option.default;
}

/** The number, or null when there is none or it is NaN or infinite. */
export function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function isGraded(sample: RewardSample): sample is GradedSample {
  return sample.correct !== null;
}
