import type { PromptTemplate, PromptTexts } from '../compress/prompts/types.ts';
import type { StrategyModel } from '../compress/types.ts';

/** How to sample; what is not set is not sent. */
export interface SampleOptions {
  readonly temperature?: number;
  readonly seed?: number;
  /** A person's own prompts in place of the methods', by the template's id. */
  readonly prompts?: Readonly<Record<string, PromptTexts>>;
}

/**
 * A new answer to a question with everything that was written on the way to it: the z and y of System 2 distillation (arXiv
 * 2407.06023). `calls` counts the questions to the model, also of a sample that came to nothing.
 */
export type Sample =
  | { readonly kind: 'sample'; readonly reasoning: string; readonly answer: string; readonly calls: number }
  | { readonly kind: 'refused' | 'failed'; readonly reason: string; readonly calls: number };

/**
 * A System 2 method: a conversation that answers a question with more work than one reply. It makes new answers, no
 * shorter traces. The same questions in the same order for the same replies; never rejects, except when the person stopped.
 */
export interface SamplingMethod {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Most questions that one sample asks. */
  readonly calls: number;
  readonly prompts: readonly PromptTemplate[];
  sample(question: string, model: StrategyModel, options?: SampleOptions): Promise<Sample>;
}
