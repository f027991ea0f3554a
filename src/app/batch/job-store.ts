import type { VariantRow } from '../../core/model/variant.ts';
import type { AppendFile } from '../ports.ts';
import { openVariants } from '../variant-store.ts';

/** What is known of a variant without reading it again. */
export interface StoredJob {
  readonly record: number;
  readonly accepted: boolean;
  readonly tokens: VariantRow['tokens'];
}

/** The variants beside a corpus, found by what was asked for. */
export interface JobStore {
  /** Variants of a job: one for each record with the same text. */
  variantsOf(job: string): readonly StoredJob[];
  /** Whether any trace of the record has a variant of the strategy. */
  hasStrategy(sourceHash: string, traceIndex: number, strategy: string): boolean;
  /** Resolves when the row is on the disk. */
  append(row: VariantRow): Promise<void>;
}

/** Opens the variants file, which need not be there yet. */
export async function openJobStore(file: AppendFile): Promise<JobStore> {
  const jobs = new Map<string, StoredJob[]>();
  const strategies = new Set<string>();
  const take = ({ job, record, accepted, tokens, sourceHash, traceIndex, strategy }: VariantRow): void => {
    strategies.add(`${sourceHash} ${traceIndex} ${strategy}`);
    if (job === undefined) return;
    const known = jobs.get(job) ?? [];
    jobs.set(job, [...known.filter((each) => each.record !== record), { record, accepted, tokens }]);
  };
  const log = await openVariants(file, take);
  return {
    variantsOf: (job) => jobs.get(job) ?? [],
    hasStrategy: (sourceHash, traceIndex, strategy) => strategies.has(`${sourceHash} ${traceIndex} ${strategy}`),
    append: async (row) => {
      await log.append(row);
    },
  };
}
