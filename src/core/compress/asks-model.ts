import type { CompressionStrategy, CompressOptions } from './types.ts';

/** Whether compressing so asks a model: by the strategy itself, or to answer again. */
export function asksModel(strategy: CompressionStrategy, options: CompressOptions): boolean {
  return strategy.needs === 'completer' || options.reAnswer === true;
}
