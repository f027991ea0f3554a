import type { GradedSample } from './samples.ts';
import type { RewardOption } from './types.ts';

/** The option of the columns that reward by truncation. */
export const LIMIT: RewardOption = {
  id: 'limit',
  title: 'Token limit',
  summary: 'longer samples count as wrong',
  default: 4000,
  least: 1,
  most: 10_000_000,
};

/** Truncation reward of ThinkPrune (arXiv 2504.01296) and DLER (arXiv 2510.15110): 1 when right within the limit, else 0. */
export function withinLimit({ tokens, correct }: GradedSample, limit: number): 0 | 1 {
  return correct && tokens <= limit ? 1 : 0;
}
