import type { ModelUsage } from '../../core/model/variant.ts';
import { addUsage } from '../batch/journaled-model.ts';
import type { OutputFolder } from '../ports.ts';
import { type Sampled, sampleRows } from './sample-questions.ts';

/** What came of sampling so far. */
export interface SampleSums {
  /** Questions that were sampled, times methods. */
  readonly done: number;
  readonly samples: number;
  /** Samples that came to nothing. */
  readonly failed: number;
  /** Questions on whose answer most samples agree. */
  readonly agreed: number;
  readonly spent: ModelUsage;
  /** Why the last sample that failed did; undefined when none has. */
  readonly lastFailure: string | undefined;
  /** Why it was no use to ask on. */
  readonly stop: string | undefined;
}

const NONE: SampleSums = {
  done: 0,
  samples: 0,
  failed: 0,
  agreed: 0,
  spent: {},
  lastFailure: undefined,
  stop: undefined,
};

/** Where samples go. */
export interface SamplePlace {
  readonly folder: OutputFolder;
  readonly path: string;
  /** A file is there that the samples take the place of, once all are made. */
  readonly replaces: boolean;
  /** Name of the corpus, for the rows. */
  readonly corpus: string;
}

/** How the writing ended. */
export interface SamplesWritten {
  readonly sums: SampleSums;
  /** False when it was stopped before the last question, whoever stopped it. */
  readonly ended: boolean;
  /** Where the file stands now; null when none was made. */
  readonly placed: string | null;
}

/**
 * Writes samples as they come and puts the file in its place at the end, or under the next free name when somebody made a file there
 * meanwhile. At a stop what was made until then is put there too, but in the place of no other file. Without any sample no file is made. Rejects when the disk refuses; the unfinished file is taken away.
 */
export async function writeSamples(
  results: AsyncIterable<Sampled>,
  { folder, path, replaces, corpus }: SamplePlace,
  signal: AbortSignal,
  onSums: (sums: SampleSums) => void,
): Promise<SamplesWritten> {
  const part = `${path}.part`;
  const file = await folder.create(part);
  const encoder = new TextEncoder();
  let sums = NONE;
  let placed: string | null = null;
  let open = true;
  try {
    try {
      for await (const sampled of results) {
        const rows = sampleRows(sampled, corpus);
        if (rows !== '') await file.write(encoder.encode(rows));
        sums = withSampled(sums, sampled);
        onSums(sums);
        if (sums.stop !== undefined) break;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    open = false;
    await file.close();
    const ended = !signal.aborted && sums.stop === undefined;
    if (sums.samples > 0 && (ended || !replaces)) {
      const free = replaces ? path : await freePath(folder, path, corpus);
      await folder.move(part, free);
      placed = free;
    }
    return { sums, ended, placed };
  } finally {
    if (open) await file.close();
    if (placed === null) await folder.remove(part);
  }
}

async function freePath(folder: OutputFolder, path: string, corpus: string): Promise<string> {
  let free = path;
  for (let turn = 2; await folder.has(free); turn++) free = samplesPath(corpus, turn);
  return free;
}

function withSampled(sums: SampleSums, { samples, agreement, spent, stop }: Sampled): SampleSums {
  const made = samples.filter(({ kind }) => kind === 'sample').length;
  const failure = samples.flatMap((each) => (each.kind === 'sample' ? [] : [each.reason])).at(-1);
  return {
    done: sums.done + 1,
    samples: sums.samples + made,
    failed: sums.failed + samples.length - made,
    agreed: sums.agreed + (agreement?.kept ? 1 : 0),
    spent: addUsage(sums.spent, spent),
    lastFailure: failure ?? sums.lastFailure,
    stop,
  };
}

/** Address of the samples of a corpus: "runs.jsonl" gives "runs.samples.jsonl", the next free ones "runs.samples-2.jsonl". */
export function samplesPath(corpusPath: string, turn = 1): string {
  return `${stemOf(corpusPath)}.samples${turn === 1 ? '' : `-${turn}`}.jsonl`;
}

/** Address of the journal in which replies to samples are kept, apart from that of batches. */
export function samplesJournalPath(corpusPath: string): string {
  return `${stemOf(corpusPath)}.samples.journal.jsonl`;
}

function stemOf(corpusPath: string): string {
  return corpusPath.replace(/\.(jsonl|ndjson|json|parquet|eval)(\.(gz|zst))?$/i, '');
}
