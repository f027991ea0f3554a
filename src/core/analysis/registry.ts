import type { TraceFacts } from './facts.ts';
import { afterAnswer } from './passes/after-answer.ts';
import { circular } from './passes/circular.ts';
import { deadBranch } from './passes/dead-branch.ts';
import { exactRepeat } from './passes/exact-repeat.ts';
import { loop } from './passes/loop.ts';
import { nearRepeat } from './passes/near-repeat.ts';
import { nothingNew } from './passes/nothing-new.ts';
import { reDerivation } from './passes/re-derivation.ts';
import { reVerification } from './passes/re-verification.ts';
import { restatedQuestion } from './passes/restated-question.ts';
import { unused } from './passes/unused.ts';
import type { AnalysisPass } from './types.ts';

/** Every analysis pass; the order is the order of the findings of a step. */
export const passes: readonly AnalysisPass<TraceFacts>[] = [
  exactRepeat,
  nearRepeat,
  loop,
  reDerivation,
  reVerification,
  restatedQuestion,
  afterAnswer,
  deadBranch,
  unused,
  circular,
  nothingNew,
];
