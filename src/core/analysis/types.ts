import type { Finding } from '../model/finding.ts';
import type { LoggedToken } from '../model/logged-tokens.ts';
import type { Span } from '../model/span.ts';
import type { TokenCounter } from '../tokens/types.ts';

/** What the passes look at. All texts are as they stand in the record. */
export interface TraceText {
  readonly question: string | null;
  readonly reasoning: string;
  readonly answer: string | null;
  /** Only where the record carries one; the passes may use it as a user would. */
  readonly referenceAnswer: string | null;
  /** Steps as spans of `reasoning`. */
  readonly steps: readonly Span[];
  /** Tokens of `reasoning` with their probabilities, where they were logged; no pass looks at them. */
  readonly loggedTokens?: readonly LoggedToken[];
  /** Who wrote each step, null where that is unknown; absent where the steps are not those of the record. */
  readonly speakers?: readonly (string | null)[];
}

/** One of the logistic models that make the score: log-odds per unit of a feature. */
export interface Head {
  readonly id: string;
  readonly bias: number;
  readonly weights: Readonly<Record<string, number>>;
}

/** How eager the default decision is. */
export type Preset = 'careful' | 'balanced' | 'aggressive';

/** What a person can set about the analysis. */
export interface AnalysisOptions {
  readonly preset: Preset;
  /** Ids of passes that are switched off. */
  readonly disabledPasses: readonly string[];
  /** Models of the score in place of the built-in ones. */
  readonly heads?: readonly Head[];
}

/**
 * Looks for one sort of redundancy and says where, with evidence. Pure and deterministic; linear or n log n in the trace.
 * `Facts` is the shared pre-computation of `facts.ts`, so that no pass tokenises or parses numbers again.
 */
export interface AnalysisPass<Facts> {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Codes of the findings it can make, each with a short title for settings and lenses ("exact repeat"). */
  readonly codes: readonly { readonly code: string; readonly title: string }[];
  run(facts: Facts): readonly Finding[];
}

/** Input of analyzeTrace: the text with its steps, the counter, and the options. */
export interface AnalysisInput {
  readonly text: TraceText;
  /** Id of the segmenter that made the steps, for the record. */
  readonly segmenter: string;
  readonly counter: TokenCounter;
  readonly options: AnalysisOptions;
}
