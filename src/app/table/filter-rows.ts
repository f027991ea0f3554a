import { evaluateFilter, fieldsOf } from '../../core/filter/evaluate.ts';
import { type FilterNode, UNKNOWN } from '../../core/filter/types.ts';
import { recordBlocks } from './record-blocks.ts';
import { TableRow, type TableSources } from './table-row.ts';

/** Most hits that are kept: 4 bytes each. */
const MOST_HITS = 20_000_000;
/** Records longer than this are not looked into; there are limits to the text that fits into memory. */
const LONGEST_RECORD = 256 << 20;

/** What looking through rows asks for. */
export interface RowWork {
  readonly signal: AbortSignal;
  /** Told how many rows were looked at, and hits as they are found: rising positions, each once. */
  onProgress?(looked: number, hits: Uint32Array): void;
  /** Called often; whoever must not be blocked gets in here. */
  pause(): Promise<void>;
}

/** What came of a filter. */
export interface FilterOutcome {
  readonly hits: number;
  readonly looked: number;
  /** Why not all rows were looked at; null when they were. */
  readonly stopped: 'cancelled' | 'hits' | null;
  /** Records that were left out because they are too long. */
  readonly tooLong: number;
  /** Fields that the filter names and that no record had. */
  readonly absent: readonly string[];
}

/** Looks for the rows that fit a filter; hits are told as they come. Rejects when the file cannot be read; a stop is an outcome. */
export async function filterRows(
  sources: TableSources,
  filter: FilterNode,
  work: RowWork,
  mostHits = MOST_HITS,
): Promise<FilterOutcome> {
  const fields = fieldsOf(filter).flatMap((ref) => (ref.kind === 'field' ? [ref.name] : []));
  const row = new TableRow(sources, fields);
  const counts = { hits: 0, looked: 0, tooLong: 0 };
  const end = (stopped: FilterOutcome['stopped']): FilterOutcome => ({
    ...counts,
    stopped,
    absent: counts.looked === 0 ? [] : fields.filter((name) => !row.seen.has(name)),
  });
  try {
    for await (const block of recordBlocks(sources.corpus, null, work.signal)) {
      const found: number[] = [];
      for (let position = block.from; position < block.to; position += 1) {
        const span = sources.corpus.span(position);
        if (!span || span.end - span.start > LONGEST_RECORD) counts.tooLong += 1;
        else {
          row.move(position, span, block.bytes, block.startByte);
          const now = fits(filter, row, work);
          // Awaiting what is known already would take longer than looking.
          if (typeof now === 'boolean' ? now : await now) found.push(position);
        }
        counts.looked += 1;
        if (counts.hits + found.length >= mostHits) break;
      }
      counts.hits += found.length;
      work.onProgress?.(counts.looked, Uint32Array.from(found));
      if (counts.hits >= mostHits && counts.looked < sources.corpus.count) return end('hits');
      await work.pause();
    }
  } catch (error) {
    if (!work.signal.aborted) throw error;
    return end('cancelled');
  }
  return end(null);
}

/** At once where the bytes decide; else more is found out about the row as long as the outcome hangs on it. */
function fits(filter: FilterNode, row: TableRow, work: RowWork): boolean | Promise<boolean> {
  const truth = evaluateFilter(filter, row);
  return truth === UNKNOWN ? fitsLater(filter, row, work) : truth;
}

async function fitsLater(filter: FilterNode, row: TableRow, work: RowWork): Promise<boolean> {
  while (await row.raise()) {
    const truth = evaluateFilter(filter, row);
    await work.pause();
    work.signal.throwIfAborted();
    if (truth !== UNKNOWN) return truth;
  }
  return false;
}
