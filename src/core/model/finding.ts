import type { StepEntropy } from './logged-tokens.ts';
import type { RecordedStep } from './recorded-step.ts';
import type { Span } from './span.ts';

/** What a step does in its trace; close to the published taxonomies (Thought Anchors, PIR). See segment/../analysis/kinds. */
export type StepKind =
  | 'problem-setup'
  | 'plan'
  | 'fact'
  | 'computation'
  | 'self-check'
  | 'alternative'
  | 'correction'
  | 'uncertainty'
  | 'consolidation'
  | 'answer'
  | 'other';

/**
 * One judgement about one step, made by one analysis pass.
 * `confidence` in [0,1] is the pass's own strength of evidence; the score combines all passes.
 */
export interface Finding {
  /** Stable kebab-case id of what was found, e.g. "exact-repeat"; unique over all passes. */
  readonly code: string;
  /** Id of the pass that said it. */
  readonly pass: string;
  /** 0-based index of the judged step. */
  readonly step: number;
  /** One plain sentence with the evidence, naming steps by 1-based number: "Repeats step 4 with the same numbers." */
  readonly message: string;
  readonly confidence: number;
  /** 0-based index of the earlier (or producing) step that it points to. */
  readonly related?: number;
  /** The judged part of the step, UTF-16 offsets into the reasoning text; the whole step when absent. */
  readonly span?: Span;
}

/** A step of a trace with everything the analysis knows of it. `start`/`end` are UTF-16 offsets into the reasoning text. */
export interface AnalyzedStep {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** Tokens of the step's own text counted alone; counts are not additive over steps. */
  readonly tokens: number;
  readonly kind: StepKind;
  /** In [0,1], grows with the evidence that the step can go. */
  readonly score: number;
  /** The default decision: true when the step can go at the preset in force. */
  readonly flagged: boolean;
  readonly findings: readonly Finding[];
  /** Values that this step gives to later steps (0-based indices), for the hover; empty when none or unknown. */
  readonly gives: readonly { readonly value: string; readonly to: readonly number[] }[];
  /** Entropy and surprisal, where logged tokens begin in the step. */
  readonly entropy?: StepEntropy;
  /** Who wrote it, in a trace of several agents. */
  readonly speaker?: string;
  /** What its record says of it. */
  readonly recorded?: RecordedStep;
}

/**
 * How much of a trace's tokens did something ("Do NOT think that much for 2+3=?", arXiv 2412.21187); shares in [0,1] of the
 * steps' tokens. Outcome: up to and with the first right answer (without a reference answer: the first time that the final
 * answer is reached). Process: in solutions that go a new way.
 */
export interface EfficiencyFigures {
  readonly outcome: number;
  readonly process: number;
}

/** The whole analysis of one trace. */
export interface Analysis {
  readonly tokenizer: string;
  /** False when token figures are estimates. */
  readonly tokensExact: boolean;
  readonly segmenter: string;
  readonly tokens: {
    /** Of the whole reasoning text counted in one piece. */
    readonly reasoning: number;
    readonly answer: number;
    /** Sum over the flagged steps of their own counts. */
    readonly flagged: number;
  };
  readonly steps: readonly AnalyzedStep[];
  /** Absent where the answer is nowhere stated, or nothing was judged. */
  readonly efficiency?: EfficiencyFigures;
}
