import { harmonizingReward } from '../harmonizing.ts';
import { forGraded, settingOf } from '../samples.ts';
import type { RewardColumn, RewardOption } from '../types.ts';

const LAMBDA: RewardOption = {
  id: 'lambda',
  title: 'Weight of accuracy',
  summary: 'how much being right counts beside being short; the paper used 2 for Marco-o1 and 5 for QwQ',
  default: 2,
  least: 0,
  most: 100,
};

/** Reward of O1-Pruner as its paper has it: neither clipped nor standardised. Null for a sample without tokens. */
export const o1Pruner: RewardColumn = {
  id: 'o1-pruner',
  title: 'O1-Pruner reward',
  summary: "how much shorter than the problem's mean a sample is, and by how much its accuracy is above the mean",
  source: 'arXiv 2501.12570, length-harmonizing reward',
  options: [LAMBDA],
  scope: 'group',
  compute: (groups, options) =>
    groups.map((samples) => forGraded(samples, harmonizingReward(samples, settingOf(LAMBDA, options)))),
};
