/** What the record itself says of one of its steps; nobody stored it in CoT Lens. */
export interface RecordedStep {
  /** The judgement or figure in words to show, with where it comes from: "-1, wrong (PRM800K)"; null where there is none. */
  readonly label: string | null;
  /** True where the record says that the step is wrong. */
  readonly isWrong: boolean;
  /** What was written or tried in the step's place, in the order in which it is shown; empty where the record has nothing. */
  readonly alternatives: readonly RecordedAlternative[];
}

/** Another candidate for a step, such as those that a tree search scored. */
export interface RecordedAlternative {
  readonly text: string;
  /** Its score or rating in words; null where the record has none. */
  readonly label: string | null;
}
