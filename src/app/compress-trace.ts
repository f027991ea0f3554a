import { compressBuiltIn, finishEndpoint } from '../core/compress/compress.ts';
import { reAnswer } from '../core/compress/re-answer.ts';
import type {
  Compressed,
  CompressInput,
  CompressionStrategy,
  CompressOptions,
  StrategyModel,
} from '../core/compress/types.ts';

/** What came of compressing one trace. `failed`: the model gave no reply, for that reason; nothing was compressed. */
export type CompressOutcome =
  | { readonly kind: 'done'; readonly compressed: Compressed }
  | { readonly kind: 'failed'; readonly reason: string; readonly compressed: Compressed };

/**
 * Compresses one trace with any strategy, guards included. Without a reply the outcome is `failed` and `compressed` holds
 * the source text, not accepted, so that a list of results has a row for every trace. `model` is needed by strategies that
 * ask one; without it they fail. Rejects only when the model does, that is when the person stopped the work.
 */
export async function compressTrace(
  strategy: CompressionStrategy,
  input: CompressInput,
  options: CompressOptions,
  model?: StrategyModel,
): Promise<CompressOutcome> {
  if (strategy.needs === 'none') return checked(compressBuiltIn(strategy, input, options), input, options, model);
  const reading = model
    ? await strategy.run(input, options, model)
    : ({ kind: 'failed', reason: `The strategy "${strategy.title}" needs an endpoint.` } as const);
  const compressed = finishEndpoint(strategy, reading, input, options);
  if (reading.kind === 'failed') return { kind: 'failed', reason: reading.reason, compressed };
  return checked(compressed, input, options, model);
}

/** The result after the re-answer check, where it is wanted. */
async function checked(
  compressed: Compressed,
  input: CompressInput,
  options: CompressOptions,
  model: StrategyModel | undefined,
): Promise<CompressOutcome> {
  if (!options.reAnswer) return { kind: 'done', compressed };
  const result = model
    ? await reAnswer(compressed, input, options, model)
    : ({ kind: 'failed', reason: 'Answering again needs an endpoint.' } as const);
  if (result.kind === 'checked') return { kind: 'done', compressed: result.compressed };
  return { kind: 'failed', reason: result.reason, compressed };
}
