import { Ahead, type TraceAnalyst } from './analyst.ts';
import type { AnalyzedText } from './analyze-trace.ts';
import type { Corpus, CorpusEntry } from './open-corpus.ts';

/** A record with the analyses of its traces, in their order. */
export interface AnalyzedEntry {
  readonly entry: CorpusEntry;
  readonly analyzed: readonly AnalyzedText[];
}

/** What reading goes by: a signal that ends it, and a moment for others now and then. */
interface Reading {
  readonly signal: AbortSignal;
  pause(): Promise<void>;
}

/**
 * The records of a corpus from a position on, in order, while those after them are being analysed; null for one that is not
 * there. Rejects when the file cannot be read, an analysis fails or the signal is aborted.
 */
export async function* analyzedEntries(
  corpus: Corpus,
  from: number,
  analyst: TraceAnalyst,
  reading: Reading,
): AsyncGenerator<AnalyzedEntry | null> {
  const ahead = new Ahead<AnalyzedEntry | null>(analyst.width);
  for (let position = from; position < corpus.count || !ahead.isEmpty; ) {
    for (; position < corpus.count && !ahead.isFull; position += 1) {
      reading.signal.throwIfAborted();
      const entry = await corpus.entry(position);
      const analyzed = entry ? analyzeEntry(entry, analyst, reading) : Promise.resolve(null);
      ahead.begin(analyzed, entry?.record.text.length ?? 0);
    }
    yield await ahead.next();
  }
}

async function analyzeEntry(
  entry: CorpusEntry,
  analyst: TraceAnalyst,
  { signal, pause }: Reading,
): Promise<AnalyzedEntry> {
  if (analyst.width > 1) {
    return { entry, analyzed: await Promise.all(entry.traces.map((trace) => analyst.analyze(trace, { signal }))) };
  }
  const analyzed: AnalyzedText[] = [];
  for (const trace of entry.traces) {
    // A record with many traces is no reason to keep others waiting.
    if (analyzed.length > 0) await pause();
    analyzed.push(await analyst.analyze(trace, { signal }));
  }
  return { entry, analyzed };
}
