import type { TraceText } from '../analysis/types.ts';
import type { Analysis } from '../model/finding.ts';
import type { TokenCounter } from '../tokens/types.ts';

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
}

/** Result of one guard on a compressed text. `detail` says what is wrong and where, for people. */
export interface GuardResult {
  readonly id: string;
  readonly title: string;
  /** A failed required guard refuses the variant; a failed advisory one warns. */
  readonly required: boolean;
  readonly passed: boolean;
  readonly detail?: string;
}

/** A strategy without an endpoint: a plan from the text and its analysis. */
export interface BuiltInStrategy {
  readonly needs: 'none';
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  plan(input: CompressInput, options: CompressOptions): Plan;
}

/** One chat message of a prompt. */
export interface PromptMessage {
  readonly role: 'system' | 'user';
  readonly content: string;
}

/** A strategy that asks a model: a prompt, and what the reply means. */
export interface EndpointStrategy {
  readonly needs: 'completer';
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  prompt(input: CompressInput, options: CompressOptions): readonly PromptMessage[];
  /** The reply as a plan or as a whole new reasoning text; `refused` with the reason when it is unusable. */
  interpret(reply: string, input: CompressInput, options: CompressOptions): EndpointReading;
}

export type EndpointReading =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

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
}
