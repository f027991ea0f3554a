import { bestScore } from '../score.ts';
import type { Head } from '../types.ts';
import { auc } from './auc.ts';
import { type JudgedStep, logLoss, refitHeads } from './refit.ts';

/** How well the score tells the steps apart that people skip and keep. */
export interface FitFigures {
  /** Area under the ROC curve. */
  readonly auc: number;
  /** Mean, in nats. */
  readonly logLoss: number;
}

/** What refitted models are worth on problems that they were not fitted to. */
export interface HeldOut {
  readonly folds: number;
  readonly before: FitFigures;
  readonly after: FitFigures;
}

const FOLDS = 5;

/**
 * Fits on all problems but those of a fold, scores these, and so on for each fold; problems go to folds whole, in the order of their
 * names. AUC is over the scores of all folds together. `byProblem` needs two problems or more.
 */
export function heldOut(byProblem: ReadonlyMap<string, readonly JudgedStep[]>, start: readonly Head[]): HeldOut {
  const folds = Math.min(FOLDS, byProblem.size);
  const problems = [...byProblem].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, steps]) => steps);
  const all = problems.flat();
  const scored: { readonly score: number; readonly label: boolean }[] = [];
  let loss = 0;
  for (let fold = 0; fold < folds; fold += 1) {
    const rest = problems.filter((_steps, index) => index % folds !== fold).flat();
    const mine = problems.filter((_steps, index) => index % folds === fold).flat();
    const heads = refitHeads(rest, start);
    for (const { features, skip } of mine) scored.push({ score: bestScore(features, heads), label: skip });
    if (mine.length > 0) loss += logLoss(mine, heads) * mine.length;
  }
  const now = all.map(({ features, skip }) => ({ score: bestScore(features, start), label: skip }));
  return {
    folds,
    before: { auc: auc(now), logLoss: logLoss(all, start) },
    after: { auc: auc(scored), logLoss: loss / all.length },
  };
}
