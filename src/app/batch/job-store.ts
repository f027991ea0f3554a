import { isKept } from '../../core/compress/plan.ts';
import type { Compressed } from '../../core/compress/types.ts';
import type { VariantRow } from '../../core/model/variant.ts';
import type { AppendFile } from '../ports.ts';
import type { RowPlace } from '../row-store.ts';
import { openVariants } from '../variant-store.ts';

/** What is known of a variant without reading it again. */
export interface StoredJob {
  readonly record: number;
  readonly accepted: boolean;
  readonly tokens: VariantRow['tokens'];
}

/** The variants beside a corpus, found by what was asked for. Texts stay on the disk. */
export interface JobStore {
  /** The variant of a job at a record; undefined when there is none. One that a person edited is not the job's any more. */
  find(job: string, record: number): StoredJob | undefined;
  /** The same as it was made; null when there is none. */
  load(job: string, record: number): Promise<Compressed | null>;
  /** Whether the trace has a variant of the strategy, however it was asked for. */
  hasStrategy(sourceHash: string, traceIndex: number, strategy: string): boolean;
  /** Resolves when the row is on the disk. */
  append(row: VariantRow): Promise<void>;
}

/** Opens the variants file, which need not be there yet. */
export async function openJobStore(file: AppendFile): Promise<JobStore> {
  const jobs = new Map<string, StoredJob & { readonly place: RowPlace }>();
  const strategies = new Set<string>();
  const log = await openVariants(file, (row, place) => {
    const { job, record, accepted, tokens, sourceHash, traceIndex, strategy, options } = row;
    strategies.add(`${sourceHash} ${traceIndex} ${strategy}`);
    if (job !== undefined && options.editedByHand !== true) {
      jobs.set(`${job} ${record}`, { record, accepted, tokens, place });
    }
  });
  return {
    find: (job, record) => jobs.get(`${job} ${record}`),
    load: async (job, record) => {
      const stored = jobs.get(`${job} ${record}`);
      const row = stored ? await log.rowAt(stored.place) : null;
      return row && compressedOf(row);
    },
    hasStrategy: (sourceHash, traceIndex, strategy) => strategies.has(`${sourceHash} ${traceIndex} ${strategy}`),
    append: async (row) => {
      await log.append(row);
    },
  };
}

function compressedOf(row: VariantRow): Compressed {
  const { strategy, strategyVersion, text, plan, tokens, guards, accepted } = row;
  return {
    strategy,
    strategyVersion,
    text,
    plan,
    kept: plan === null ? null : plan.actions.flatMap((action, index) => (isKept(action) ? [index] : [])),
    tokens,
    ratio: tokens.before === 0 ? 1 : tokens.after / tokens.before,
    guards,
    accepted,
  };
}
