/** Custom messages between an editor's client and the language server, by direction. */

import type { TraceText } from '../core/analysis/types.ts';
import type { ModelAnswer, ModelQuestion } from '../core/compress/model-questions.ts';
import type { Compressed, CompressOptions, Plan } from '../core/compress/types.ts';
import type { Analysis, EfficiencyFigures } from '../core/model/finding.ts';
import type { StepEntropy } from '../core/model/logged-tokens.ts';
import type { Problem } from '../core/model/problem.ts';
import type { RecordedStep } from '../core/model/recorded-step.ts';
import type { Span } from '../core/model/span.ts';
import type { Preview, PreviewControl, PreviewValues, PreviewVariant } from '../core/preview/types.ts';
import type { ClientCommandId } from './commands.ts';

/** A request by its method; the type parameters are what it takes and gives. */
export interface RequestName<Params, Result> {
  readonly method: string;
  /** Never set; carries the types. */
  readonly types?: readonly [Params, Result];
}

/** What a request or a notification takes. */
export type ParamsOf<Name> =
  Name extends RequestName<infer Params, unknown>
    ? Params
    : Name extends NotificationName<infer Params>
      ? Params
      : never;

/** A notification by its method. */
export interface NotificationName<Params> {
  readonly method: string;
  /** Never set; carries the types. */
  readonly types?: readonly [Params];
}

/** `initializationOptions` of the server; every part may be absent. */
export interface InitializationOptions {
  /** Client commands that the editor has registered; lenses and quick fixes need them. */
  readonly clientCommands?: readonly ClientCommandId[];
  /** Settings (`tokenizer`, `lens.steps`, ... without the prefix) for editors that answer no `workspace/configuration`. */
  readonly settings?: unknown;
}

/**
 * A trace to work on: an open trace document, or texts. `corpus` is the address whose settings count; `steps` absent:
 * the text is segmented by the settings.
 */
export type TraceTarget =
  | { readonly kind: 'document'; readonly uri: string }
  | {
      readonly kind: 'text';
      readonly corpus: string;
      readonly text: Omit<TraceText, 'steps'>;
      readonly steps?: readonly Span[];
    };

/** Mean efficiency of a corpus' traces, as far as they were analysed. */
export interface FileEfficiency extends EfficiencyFigures {
  /** Traces that the means are of: those that state an answer. */
  readonly traces: number;
  /** Traces that were analysed so far. */
  readonly seen: number;
}

/** What a record says of a step, by the hash of its text (`stepHash`); entropy null for a step without logged tokens. */
export interface RecordStep {
  readonly hash: string;
  readonly entropy: StepEntropy | null;
  /** Who wrote it, in a trace of several agents. */
  readonly speaker?: string;
  /** Labels of the record itself and other candidates for the step. */
  readonly recorded?: RecordedStep;
}

/** What people said of a step, by the hash of its text (`stepHash`), in words to show; null where nobody said anything. */
export interface StepLabelText {
  readonly hash: string;
  readonly text: string | null;
}

/** An analysis with what it was made from. */
export interface AnalysisReply {
  /** The document's version; null for texts. */
  readonly version: number | null;
  readonly analysis: Analysis;
  /** 0-based steps that would be flagged but are kept by a person's decision; they are not flagged in `analysis`. */
  readonly kept: readonly number[];
  /** Notes about settings that were not understood and what counts instead. */
  readonly notes: readonly string[];
  /** Of the corpus that the document's trace is from; absent for texts and where nothing is known. */
  readonly fileEfficiency?: FileEfficiency;
}

/** What a compression came to. */
export type CompressReply =
  | {
      readonly kind: 'done';
      readonly version: number | null;
      readonly compressed: Compressed;
      readonly tokenizer: string;
      readonly tokensExact: boolean;
    }
  | { readonly kind: 'failed'; readonly message: string };

/** Facts about an open corpus document. */
export interface CorpusSummary {
  readonly version: number;
  readonly records: number;
  readonly broken: number;
  /** Null when no reader knows the records. */
  readonly reader: {
    readonly id: string;
    readonly title: string;
    readonly confidence: number;
    readonly reasons: readonly string[];
    readonly chosenByHand: boolean;
  } | null;
  readonly runnersUp: readonly {
    readonly id: string;
    readonly confidence: number;
    readonly reasons: readonly string[];
  }[];
  readonly problems: readonly Problem[];
}

/** Totals of a trace, sent after every analysis of an open trace document (for a status bar). */
export interface TraceSummary {
  readonly uri: string;
  readonly version: number;
  readonly steps: number;
  readonly flagged: number;
  /** Flagged share of the steps' own tokens, in [0,1]; the same figure as in the lenses. */
  readonly flaggedShare: number;
  readonly tokens: Analysis['tokens'];
  readonly tokenizer: string;
  readonly tokensExact: boolean;
  /** Of the trace, and of its corpus as far as that was analysed; absent where no answer is stated. */
  readonly efficiency?: EfficiencyFigures;
  readonly fileEfficiency?: FileEfficiency;
}

/** Health of the server, for people. `trouble`: something failed; the message says what, and what still works. */
export interface ServerStatus {
  readonly state: 'ok' | 'busy' | 'trouble';
  readonly message: string;
}

// Client to server

/** What a method would do to an open trace document, at some values of its sliders (defaults where one is absent). */
export interface PreviewParams {
  readonly uri: string;
  readonly method: string;
  readonly values: PreviewValues;
  /** Accepted variants of the trace, which only the client knows. */
  readonly variants: readonly PreviewVariant[];
}

/** A preview of a method. Marks are UTF-16 offsets into the document. */
export type PreviewReply =
  | { readonly kind: 'unusable'; readonly reason: string }
  | {
      readonly kind: 'preview';
      readonly version: number;
      readonly controls: readonly PreviewControl[];
      readonly preview: Preview;
    };

/** Null when the document is not open, is no trace document, or there is no such method. */
export const PREVIEW: RequestName<PreviewParams, PreviewReply | null> = { method: 'cotLens/preview' };

/** Analyses a trace; null when the document is not open or is no trace document. */
export const ANALYZE: RequestName<TraceTarget, AnalysisReply | null> = { method: 'cotLens/analyze' };

/** What to compress, and how. */
export interface CompressParams {
  readonly target: TraceTarget;
  readonly strategy: string;
  readonly options: CompressOptions;
  /** The client's name for this run, under which the server asks the client's model; strategies that ask one need it. */
  readonly run?: string;
}

/** Compresses a trace with a strategy. Cancelling the request ends it, also in between a strategy's questions. */
export const COMPRESS: RequestName<CompressParams, CompressReply> = { method: 'cotLens/compress' };

/** A variant as a person edited it, to be judged by the guards again. */
export interface JudgeParams {
  /** The trace that it is a variant of. */
  readonly target: TraceTarget;
  /** The variant as a trace document; its reasoning counts. */
  readonly variant: string;
  /** The strategy that it began with, and that one's plan. */
  readonly strategy: { readonly id: string; readonly version: number };
  readonly plan: Plan | null;
  readonly options: CompressOptions;
}

/** What the guards say of an edited variant; its plan is read back from the edit where there is one. */
export const JUDGE: RequestName<JudgeParams, CompressReply> = { method: 'cotLens/judge' };

/** Tokens of each text, by the tokenizer of the corpus' settings; null when it cannot count. */
export const COUNT_TOKENS: RequestName<
  { readonly corpus: string; readonly texts: readonly string[] },
  TokenCounts | null
> = {
  method: 'cotLens/countTokens',
};

export interface TokenCounts {
  readonly counts: readonly number[];
  readonly tokenizer: string;
  readonly exact: boolean;
}

/** Facts about an open corpus document; null when it is not open or no corpus. */
export const SUMMARIZE_CORPUS: RequestName<{ readonly uri: string }, CorpusSummary | null> = {
  method: 'cotLens/summarizeCorpus',
};

/** The whole list of steps that a person decided to keep in a document, by `stepHash`. Replaces the list before. */
export const KEEP_STEPS: NotificationName<{ readonly uri: string; readonly hashes: readonly string[] }> = {
  method: 'cotLens/keepSteps',
};

/**
 * What the record says and the text of a document does not hold: of all steps in their order entropies, speakers and labels, and the
 * tokens of reasoning that the provider reported. Replaces what was sent before.
 */
export const RECORD_STEPS: NotificationName<{
  readonly uri: string;
  readonly steps: readonly RecordStep[];
  readonly reportedReasoningTokens?: number;
}> = { method: 'cotLens/recordSteps' };

/**
 * Labels of all steps of a document in their order, which stand in no document. Replaces what was sent before. While a person
 * is `labelling`, each step gets a lens that asks for its label.
 */
export const STEP_LABELS: NotificationName<{
  readonly uri: string;
  readonly labels: readonly StepLabelText[];
  readonly labelling: boolean;
}> = { method: 'cotLens/stepLabels' };

// Server to client

/**
 * A question to the model of the run that the client named: the client asks, because keys never reach the server. Null when
 * the run was stopped.
 */
export const ASK_MODEL: RequestName<{ readonly run: string; readonly question: ModelQuestion }, ModelAnswer | null> = {
  method: 'cotLens/askModel',
};

/** Health of the server changed. */
export const STATUS: NotificationName<ServerStatus> = { method: 'cotLens/status' };

/** An open trace document was analysed. */
export const TRACE_SUMMARY: NotificationName<TraceSummary> = { method: 'cotLens/traceSummary' };
