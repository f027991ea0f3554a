import { compressBuiltIn, finishEndpoint } from '../core/compress/compress.ts';
import type {
  Compressed,
  CompressInput,
  CompressionStrategy,
  CompressOptions,
  PromptMessage,
} from '../core/compress/types.ts';

/** Port: sends a prompt to a model. Gives its reply, or why there is none; rejects only when the caller stopped it. */
export type AskModel = (
  messages: readonly PromptMessage[],
) => Promise<{ readonly reply: string } | { readonly failed: string }>;

/** What came of compressing one trace. `failed`: the model gave no reply, for that reason; nothing was compressed. */
export type CompressOutcome =
  | { readonly kind: 'done'; readonly compressed: Compressed }
  | { readonly kind: 'failed'; readonly reason: string; readonly compressed: Compressed };

/**
 * Compresses one trace with any strategy, guards included. Without a reply the outcome is `failed` and `compressed` holds
 * the source text, not accepted, so that a list of results has a row for every trace. `ask` is needed by strategies that
 * need a completer; without it they fail.
 */
export async function compressTrace(
  strategy: CompressionStrategy,
  input: CompressInput,
  options: CompressOptions,
  ask?: AskModel,
): Promise<CompressOutcome> {
  if (strategy.needs === 'none') return { kind: 'done', compressed: compressBuiltIn(strategy, input, options) };
  const answer = ask
    ? await ask(strategy.prompt(input, options))
    : { failed: `The strategy "${strategy.title}" needs an endpoint.` };
  if ('reply' in answer) {
    return {
      kind: 'done',
      compressed: finishEndpoint(strategy, strategy.interpret(answer.reply, input, options), input),
    };
  }
  const reading = { kind: 'refused', reason: answer.failed } as const;
  return { kind: 'failed', reason: answer.failed, compressed: finishEndpoint(strategy, reading, input) };
}
