import { kimiLength } from './columns/kimi-length.ts';
import type { RewardColumn } from './types.ts';

/** All reward columns, in the order of the table. */
export const rewardColumns: readonly RewardColumn[] = [kimiLength];

/** The column with that id; undefined when there is none. */
export function findRewardColumn(id: string): RewardColumn | undefined {
  return rewardColumns.find((column) => column.id === id);
}
