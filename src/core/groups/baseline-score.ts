import { aes, type SetScore, scoreOf } from '../rewards/set-figures.ts';
import type { RewardSample } from '../rewards/types.ts';
import { rewardSampleOf } from './group-table.ts';
import type { SampleGroup } from './types.ts';

/** An accuracy-efficiency score with what it is made of, or why there is none. */
export type BaselineScore =
  | { readonly kind: 'score'; readonly score: number; readonly before: SetScore; readonly after: SetScore }
  | { readonly kind: 'none'; readonly why: string };

/** Groups against those of a baseline. */
export interface BaselineScores {
  /** In the order of the groups. */
  readonly problems: readonly BaselineScore[];
  /** Over the samples of all problems that are graded on both sides. */
  readonly overall: BaselineScore;
  /** How many problems these are. */
  readonly compared: number;
}

/**
 * The accuracy-efficiency score (AES, see `aes`) of each problem and over all: accuracy and mean tokens of the graded samples
 * against those of the same problem's samples in the baseline. Problems are the same when their keys are.
 */
export function baselineScores(baseline: readonly SampleGroup[], groups: readonly SampleGroup[]): BaselineScores {
  const known = new Map(baseline.map((group) => [group.key, samplesOf(group)]));
  const before: RewardSample[] = [];
  const after: RewardSample[] = [];
  let compared = 0;
  const problems = groups.map((group) => {
    const own = samplesOf(group);
    const others = known.get(group.key);
    if (others === undefined) return none('The baseline has no samples of this problem.');
    if (scoreOf(others) !== null && scoreOf(own) !== null) {
      compared += 1;
      before.push(...others);
      after.push(...own);
    }
    return scoreAgainst(others, own);
  });
  const overall =
    compared === 0
      ? none(
          'No problem has graded samples both here and in the baseline; problems are the same when their questions are.',
        )
      : scoreAgainst(before, after);
  return { problems, overall, compared };
}

function scoreAgainst(others: readonly RewardSample[], own: readonly RewardSample[]): BaselineScore {
  const before = scoreOf(others);
  const after = scoreOf(own);
  if (before === null) return none('No sample of the baseline can be graded.');
  if (after === null) return none('No sample can be graded here.');
  if (before.accuracy === 0) return none('No sample of the baseline is right, so a relative gain is not defined.');
  const score = aes(before, after);
  return score === null ? none('The samples of the baseline have no tokens.') : { kind: 'score', score, before, after };
}

function samplesOf({ samples }: SampleGroup): readonly RewardSample[] {
  return samples.map(rewardSampleOf);
}

function none(why: string): BaselineScore {
  return { kind: 'none', why };
}
