import { compressionRate } from './columns/compression-rate.ts';
import { cotValveBeta } from './columns/cot-valve-beta.ts';
import { dast } from './columns/dast.ts';
import { dastBudget } from './columns/dast-budget.ts';
import { dlerAdvantage } from './columns/dler-advantage.ts';
import { efficiency } from './columns/efficiency.ts';
import { kimiLength } from './columns/kimi-length.ts';
import { l1Exact } from './columns/l1-exact.ts';
import { l1Max } from './columns/l1-max.ts';
import { o1Pruner } from './columns/o1-pruner.ts';
import { o1PrunerCode } from './columns/o1-pruner-code.ts';
import { outcomeEfficiency } from './columns/outcome-efficiency.ts';
import { processEfficiency } from './columns/process-efficiency.ts';
import { tokenskipRatio } from './columns/tokenskip-ratio.ts';
import { truncation } from './columns/truncation.ts';
import type { RewardColumn } from './types.ts';

/** All reward columns, in the order of the table. */
export const rewardColumns: readonly RewardColumn[] = [
  o1Pruner,
  o1PrunerCode,
  kimiLength,
  cotValveBeta,
  dast,
  dastBudget,
  l1Exact,
  l1Max,
  truncation,
  dlerAdvantage,
  compressionRate,
  tokenskipRatio,
  outcomeEfficiency,
  processEfficiency,
  efficiency,
];

/** The column with that id; undefined when there is none. */
export function findRewardColumn(id: string): RewardColumn | undefined {
  return rewardColumns.find((column) => column.id === id);
}
