import { aStarThought } from './strategies/a-star-thought.ts';
import { answerSlice } from './strategies/answer-slice.ts';
import { c3ot } from './strategies/c3ot.ts';
import { chainOfDraft } from './strategies/chain-of-draft.ts';
import { chunkRewrite } from './strategies/chunk-rewrite.ts';
import { deletionTest } from './strategies/deletion-test.ts';
import { diverseSolutions } from './strategies/diverse-solutions.ts';
import { dropFlagged } from './strategies/drop-flagged.ts';
import { embeddingRedundancy } from './strategies/embedding-redundancy.ts';
import { firstSolution } from './strategies/first-solution.ts';
import { firstSolutionReflection } from './strategies/first-solution-reflection.ts';
import { forcedAnswer } from './strategies/forced-answer.ts';
import { leftRemoval } from './strategies/left-removal.ts';
import { lengthTarget } from './strategies/length-target.ts';
import { lexical } from './strategies/lexical.ts';
import { mergeNeighbours } from './strategies/merge-neighbours.ts';
import { pir } from './strategies/pir.ts';
import { prompt } from './strategies/prompt.ts';
import { rewrite } from './strategies/rewrite.ts';
import { safePrune } from './strategies/safe-prune.ts';
import { skipSteps } from './strategies/skip-steps.ts';
import { spirit } from './strategies/spirit.ts';
import { stepEdit } from './strategies/step-edit.ts';
import { stepJudge } from './strategies/step-judge.ts';
import { stepRewrite } from './strategies/step-rewrite.ts';
import { tokenBudget } from './strategies/token-budget.ts';
import type { BuiltInStrategy, CompressionStrategy, EndpointStrategy } from './types.ts';

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

/** Strategies that ask a model: whole texts, edits of steps, then those that measure which steps are needed. */
export const endpointStrategies: readonly EndpointStrategy[] = [
  rewrite,
  c3ot,
  lengthTarget,
  chainOfDraft,
  skipSteps,
  chunkRewrite,
  prompt,
  stepEdit,
  stepRewrite,
  stepJudge,
  forcedAnswer,
  deletionTest,
  embeddingRedundancy,
  pir,
  spirit,
  aStarThought,
];

/** All strategies, the default first. */
export const strategies: readonly CompressionStrategy[] = [...builtInStrategies, ...endpointStrategies];

export const DEFAULT_STRATEGY = safePrune.id;

/** The strategy with that id; undefined when there is none. */
export function findStrategy(id: string): CompressionStrategy | undefined {
  return strategies.find((strategy) => strategy.id === id);
}
