/** A generated token with its place in the reasoning text, UTF-16 offsets, and what the model said of it. */
export interface LoggedToken {
  readonly start: number;
  readonly end: number;
  /** Natural logarithm of the probability of the token that was taken. */
  readonly logprob: number;
  /** Natural logarithms of the most likely tokens and of the taken one; `null` when only the taken one was logged. */
  readonly top: readonly number[] | null;
}

/** What the log says of one step. All figures in nats. */
export interface StepEntropy {
  /** Tokens that begin in the step. */
  readonly tokens: number;
  /** Sum of the tokens' entropies (arXiv 2508.03346, paper); `null` when a token has no logged alternatives. */
  readonly total: number | null;
  /** Least probability mass that the logged alternatives of a token cover: below 1 `total` is a lower bound. `null` as `total`. */
  readonly coverage: number | null;
  /** Mean of -p ln p of the taken tokens without the one that reaches over the step's end (the paper's code); `null` without tokens. */
  readonly score: number | null;
  /** Sum of -ln p of the taken tokens. */
  readonly surprisal: number;
}
