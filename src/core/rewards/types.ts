/** What rewards know of a sample. */
export interface RewardSample {
  /** Tokens of the reasoning. */
  readonly tokens: number;
  /** Null when nobody can say. */
  readonly correct: boolean | null;
  /** Tokens of the reasoning that this one was made from; null when it is no variant. */
  readonly originalTokens: number | null;
  /** Outcome and process efficiency in [0,1] (arXiv 2412.21187); null where the answer is nowhere stated. */
  readonly outcome: number | null;
  readonly process: number | null;
}

/** A number that a person may set. */
export interface RewardOption {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly default: number;
  readonly least?: number;
  readonly most?: number;
}

/** Values of a column's options; what is absent has its default. */
export type RewardOptions = Readonly<Record<string, number>>;

/** A reward or a measure of samples: one column of the group table. */
export interface RewardColumn {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Where the formula stands, e.g. "arXiv 2501.12570, equation 7". */
  readonly source: string;
  readonly options: readonly RewardOption[];
  /** `corpus`: a value depends on the samples of all groups, so it has to be computed over all of them at once. */
  readonly scope: 'group' | 'corpus';
  /** One value a sample, in order; null where it is not defined, as for a sample that nobody can grade. Never NaN or infinite. */
  compute(
    groups: readonly (readonly RewardSample[])[],
    options: RewardOptions,
  ): readonly (readonly (number | null)[])[];
}
