/**
 * A rewrite through an endpoint in three parts: the server makes the prompt, the client asks the model (keys never reach
 * the server), and the server reads the reply and runs the guards.
 */
import type { CompressOptions, PromptMessage } from '../core/compress/types.ts';
import type { CompressReply, RequestName, TraceTarget } from './lsp.ts';

export interface RewriteParams {
  readonly target: TraceTarget;
  readonly strategy: string;
  readonly options: CompressOptions;
  /** 0-based step to rewrite; absent: the whole reasoning. */
  readonly step?: number;
}

export type PrepareReply =
  | { readonly kind: 'done'; readonly messages: readonly PromptMessage[] }
  | { readonly kind: 'failed'; readonly message: string };

/** The prompt of an endpoint strategy for a trace. */
export const PREPARE_REWRITE: RequestName<RewriteParams, PrepareReply> = { method: 'cotLens/prepareRewrite' };

/** What a model's reply comes to, guards included. */
export const FINISH_REWRITE: RequestName<RewriteParams & { readonly reply: string }, CompressReply> = {
  method: 'cotLens/finishRewrite',
};
