import type { TraceText } from '../analysis/types.ts';
import type { Analysis } from '../model/finding.ts';
import type { Span } from '../model/span.ts';
import type { TokenCounter } from '../tokens/types.ts';
import type { PromptTemplate, PromptTexts } from './prompts/types.ts';

/** What happens to one step. `merge` joins it to the end of the kept step before it. Every action other than keep has a reason. */
export type StepAction =
  | { readonly kind: 'keep' }
  | { readonly kind: 'drop'; readonly reason: string }
  | { readonly kind: 'merge'; readonly reason: string }
  | { readonly kind: 'rewrite'; readonly reason: string; readonly text: string };

/** Keep / drop / merge / rewrite per step, in step order, one action a step. */
export interface Plan {
  readonly actions: readonly StepAction[];
}

/** Everything a strategy may look at. */
export interface CompressInput {
  readonly text: TraceText;
  readonly analysis: Analysis;
  readonly counter: TokenCounter;
}

/** Options of a strategy run; a strategy ignores what it does not know. */
export interface CompressOptions {
  /** Share of the reasoning tokens to keep, in (0,1]. */
  readonly ratio?: number;
  /** Most reasoning tokens to keep. */
  readonly budgetTokens?: number;
  /** What a person wants of a rewrite, in their own words. */
  readonly instruction?: string;
  /** 0-based step that a one-step strategy works on. */
  readonly step?: number;
  /** How strongly to compress, 1 (lightly) to 3 (hard), for strategies with levels. */
  readonly level?: number;
  /** Most words of a step, for strategies that write drafts. */
  readonly wordsPerStep?: number;
  /** Ask a model whether the compressed reasoning still leads to the answer: one more question a trace. */
  readonly reAnswer?: boolean;
  /** A person's levels in place of the guards' own, by the guard's id; "answer-unchanged" is always required. */
  readonly guards?: Readonly<Record<string, GuardLevel>>;
  /** A person's own prompts in place of the strategies', by the template's id. */
  readonly prompts?: Readonly<Record<string, PromptTexts>>;
}

/** How much a guard's failure counts: it refuses the variant, it warns, or the guard does not run. */
export type GuardLevel = 'required' | 'advisory' | 'off';

/** Result of one guard on a compressed text. `detail` says what is wrong and where, for people. */
export interface GuardResult {
  readonly id: string;
  readonly title: string;
  /** A failed required guard refuses the variant; a failed advisory one warns. */
  readonly required: boolean;
  readonly passed: boolean;
  readonly detail?: string;
  /** Where in the compressed text it is broken, UTF-16 offsets; absent when it has no place of its own. */
  readonly span?: Span;
  /** 0-based steps of the source that it is about. */
  readonly steps?: readonly number[];
}

/** An option that a person may be asked for before a strategy runs. */
export type OptionName = 'ratio' | 'instruction' | 'level' | 'wordsPerStep';

/** A strategy without an endpoint: a plan from the text and its analysis. */
export interface BuiltInStrategy {
  readonly needs: 'none';
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  /** Options that it heeds and that are worth asking for; `ratio` stands for a number of tokens as well. */
  readonly takes?: readonly OptionName[];
  plan(input: CompressInput, options: CompressOptions): Plan;
}

/** One chat message of a prompt. */
export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** How to ask, besides the messages; what is not set is not sent. */
export interface AskOptions {
  /** Most tokens of the reply. */
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly seed?: number;
}

/** A model's reply, or why there is none, as a sentence for people. */
export type ModelReply =
  | { readonly kind: 'reply'; readonly text: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Log-probability of one token of a scored text; `start`/`end` are UTF-16 offsets into that text, `logprob` in nats. */
export interface ScoredToken {
  readonly start: number;
  readonly end: number;
  readonly logprob: number;
}

/** The scored tokens in order. `unsupported`: this endpoint cannot score; the reason says so. */
export type ScoreReply =
  | { readonly kind: 'scored'; readonly tokens: readonly ScoredToken[] }
  | { readonly kind: 'unsupported' | 'failed'; readonly reason: string };

/** One vector a text, in order, all of one length. */
export type EmbedReply =
  | { readonly kind: 'vectors'; readonly vectors: readonly (readonly number[])[] }
  | { readonly kind: 'unsupported' | 'failed'; readonly reason: string };

/**
 * The model that an endpoint strategy works with. All methods reject only when the person stopped the work; everything else
 * that can go wrong is a value. The same question may be answered from a journal, so a strategy has to ask the same things
 * in the same order when it is run again with the same replies.
 */
export interface StrategyModel {
  ask(messages: readonly PromptMessage[], options?: AskOptions): Promise<ModelReply>;
  /** Log-probabilities of `text` as the continuation of `prompt`, both as plain text. */
  score(prompt: string, text: string): Promise<ScoreReply>;
  embed(texts: readonly string[]): Promise<EmbedReply>;
}

/** A strategy that asks a model, once or several times. */
export interface EndpointStrategy {
  readonly needs: 'completer';
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  /** `step`: it works on the one step that `options.step` names and leaves the others as they are. */
  readonly scope: 'trace' | 'step';
  /** Options that it heeds and that are worth asking for; `ratio` stands for a number of tokens as well. */
  readonly takes?: readonly OptionName[];
  /** The prompts that it fills, for people to read and to override (`CompressOptions.prompts`). */
  readonly prompts: readonly PromptTemplate[];
  run(input: CompressInput, options: CompressOptions, model: StrategyModel): Promise<EndpointReading>;
}

/**
 * What came of asking: a plan, or a whole new reasoning text; `refused` with the reason when the replies are unusable,
 * `failed` when the model gave none. `note` is for the person: what was tried and which of several replies this is.
 */
export type EndpointReading =
  | { readonly kind: 'plan'; readonly plan: Plan; readonly note?: string }
  | { readonly kind: 'text'; readonly text: string; readonly note?: string }
  | { readonly kind: 'refused' | 'failed'; readonly reason: string };

export type CompressionStrategy = BuiltInStrategy | EndpointStrategy;

/** A compressed trace before it is stored. */
export interface Compressed {
  readonly strategy: string;
  readonly strategyVersion: number;
  /** The new reasoning text. */
  readonly text: string;
  readonly plan: Plan | null;
  /** 0-based indices of kept steps (merged and rewritten ones are kept); null when the text is not made of steps. */
  readonly kept: readonly number[] | null;
  readonly tokens: { readonly before: number; readonly after: number };
  /** after / before; 1 when before is 0. */
  readonly ratio: number;
  readonly guards: readonly GuardResult[];
  /** Every required guard passed. */
  readonly accepted: boolean;
  /** What an endpoint strategy says of its work, for people. */
  readonly note?: string;
}
