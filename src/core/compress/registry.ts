import { answerSlice } from './strategies/answer-slice.ts';
import { diverseSolutions } from './strategies/diverse-solutions.ts';
import { dropFlagged } from './strategies/drop-flagged.ts';
import { firstSolution } from './strategies/first-solution.ts';
import { firstSolutionReflection } from './strategies/first-solution-reflection.ts';
import { leftRemoval } from './strategies/left-removal.ts';
import { lexical } from './strategies/lexical.ts';
import { mergeNeighbours } from './strategies/merge-neighbours.ts';
import { rewrite } from './strategies/rewrite.ts';
import { safePrune } from './strategies/safe-prune.ts';
import { stepRewrite } from './strategies/step-rewrite.ts';
import { tokenBudget } from './strategies/token-budget.ts';
import type { BuiltInStrategy, CompressionStrategy } from './types.ts';

/** Strategies that need no endpoint, the default first. */
export const builtInStrategies: readonly BuiltInStrategy[] = [
  safePrune,
  dropFlagged,
  answerSlice,
  firstSolution,
  firstSolutionReflection,
  diverseSolutions,
  tokenBudget,
  lexical,
  mergeNeighbours,
  leftRemoval,
];

/** All strategies, the default first. */
export const strategies: readonly CompressionStrategy[] = [...builtInStrategies, rewrite, stepRewrite];

export const DEFAULT_STRATEGY = safePrune.id;

/** The strategy with that id; undefined when there is none. */
export function findStrategy(id: string): CompressionStrategy | undefined {
  return strategies.find((strategy) => strategy.id === id);
}
