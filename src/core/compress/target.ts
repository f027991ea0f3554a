import type { CompressInput, CompressOptions } from './types.ts';

/** Share kept when a person asks for none. */
const DEFAULT_RATIO = 0.5;

/** Tokens to keep: the smaller of budget and ratio; half of the reasoning when neither is asked for. At least 1. */
export function targetTokens(input: CompressInput, options: CompressOptions): number {
  const before = input.analysis.tokens.reasoning;
  const { ratio, budgetTokens } = options;
  const asked = [
    ...(budgetTokens === undefined || !(budgetTokens > 0) ? [] : [Math.floor(budgetTokens)]),
    ...(ratio === undefined || !(ratio > 0) ? [] : [Math.floor(before * Math.min(1, ratio))]),
  ];
  return Math.max(1, asked.length === 0 ? Math.floor(before * DEFAULT_RATIO) : Math.min(...asked));
}
