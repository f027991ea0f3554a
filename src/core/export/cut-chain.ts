import { compressBuiltIn } from '../compress/compress.ts';
import { findStrategy } from '../compress/registry.ts';
import type { CompressOptions } from '../compress/types.ts';
import type { Chain, ExportJob, ExportTrace } from './types.ts';

/** The reasoning of a trace as a built-in strategy compresses it; null when a guard refuses that, or nothing is cut. */
export function compressedBy(
  id: string,
  trace: ExportTrace,
  { countTokens, tokenizer }: Pick<ExportJob, 'countTokens' | 'tokenizer'>,
  options: CompressOptions = {},
): Chain | null {
  const strategy = findStrategy(id);
  if (strategy?.needs !== 'none') return null;
  const { reasoning, steps, question, answer, reference } = trace;
  const text = { question, reasoning, answer, referenceAnswer: reference, steps };
  const counter = { id: tokenizer, exact: false, count: countTokens };
  const done = compressBuiltIn(strategy, { text, analysis: trace.analysis(), counter }, options);
  if (!done.accepted) return null;
  return { reasoning: done.text, steps: [], tokens: done.tokens.after, variant: null };
}

/** The shortest accepted variant of a trace by one of the strategies (by any when none is named); null when there is none. */
export function variantBy(trace: ExportTrace, strategies: readonly string[]): Chain | null {
  const own = trace.variants.filter(({ variant }) => {
    return strategies.length === 0 || strategies.includes(variant?.strategy ?? '');
  });
  return own.toSorted((a, b) => a.tokens - b.tokens)[0] ?? null;
}
