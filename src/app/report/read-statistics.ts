import { stepStates } from '../../core/annotations/trace-annotations.ts';
import { stepHash } from '../../core/document/step-hash.ts';
import { Grouping, type GroupWish } from '../../core/groups/group.ts';
import type { Analysis } from '../../core/model/finding.ts';
import type { Span } from '../../core/model/span.ts';
import type { Trace } from '../../core/model/trace.ts';
import type { CorpusFigures } from '../../core/statistics/corpus-charts.ts';
import { CorpusStatistics } from '../../core/statistics/corpus-statistics.ts';
import type { TracePlace } from '../../core/statistics/distribution.ts';
import { LabelStatistics } from '../../core/statistics/label-statistics.ts';
import { type VerdictFigures, verdictFigures } from '../../core/statistics/verdict-figures.ts';
import type { TokenCounter } from '../../core/tokens/types.ts';
import { analystHere, type TraceAnalyst } from '../analyst.ts';
import type { AnalyzeChoices } from '../analyze-trace.ts';
import { type AnalyzedEntry, analyzedEntries } from '../analyzed-entries.ts';
import type { AnnotationLog } from '../annotation-store.ts';
import type { Work } from '../groups/read-groups.ts';
import type { Corpus, CorpusEntry } from '../open-corpus.ts';
import type { AppendFile } from '../ports.ts';
import type { VariantIndex } from '../variant-index.ts';
import { openVariants } from '../variant-store.ts';

/** Samples that are grouped and graded: what a group knows of a sample takes memory. */
export const GROUPED_SAMPLES = 200_000;

/** A corpus with what stands beside it. */
export interface StatisticsSource {
  readonly name: string;
  readonly corpus: Corpus;
  readonly variants: VariantIndex | null;
  /** Variants that a guard refused, by strategy. */
  readonly refused: ReadonlyMap<string, number>;
  readonly annotations: AnnotationLog | null;
}

/** How traces are counted, judged and graded. */
export interface StatisticsWish {
  readonly counter: TokenCounter;
  readonly analyze: AnalyzeChoices;
  readonly grouping: GroupWish;
  /** Analyses under these choices; in the thread that reads when absent. */
  readonly analyst?: TraceAnalyst;
}

/** One pass over some corpora; what it found so far can be asked for at any time. */
export class StatisticsReading {
  readonly #sources: readonly StatisticsSource[];
  readonly #wish: StatisticsWish;
  readonly #files: readonly CorpusStatistics[];
  readonly #grouping: Grouping;
  #grouped = 0;
  #verdicts: VerdictFigures | null = null;
  /** Null where nobody labelled a step. */
  readonly #labels: LabelStatistics | null;
  readonly #isLabelled: readonly boolean[];
  /** The record that is read next. */
  #file = 0;
  #position = 0;
  readonly #begun = new Set<number>();
  readonly #analyst: TraceAnalyst;

  constructor(sources: readonly StatisticsSource[], wish: StatisticsWish) {
    this.#sources = sources;
    this.#wish = wish;
    this.#analyst = wish.analyst ?? analystHere(wish.analyze, wish.counter);
    this.#files = sources.map(() => new CorpusStatistics());
    this.#grouping = new Grouping(wish.grouping);
    this.#isLabelled = sources.map(({ annotations }) => (annotations?.allStepRows().length ?? 0) > 0);
    this.#labels = this.#isLabelled.includes(true) ? new LabelStatistics() : null;
  }

  /** Statistics of each corpus, in their order. */
  get files(): readonly CorpusStatistics[] {
    return this.#files;
  }

  /** The figures of all corpora together as they are now; verdicts are there when all was read. */
  figures(): CorpusFigures {
    const [only, ...others] = this.#files;
    return {
      statistics: only !== undefined && others.length === 0 ? only : merged(this.#files),
      verdicts: this.#verdicts,
      labels: this.#labels?.figures() ?? null,
      records: this.#sources.reduce((sum, { corpus }) => sum + corpus.count, 0),
      tokenizer: this.#wish.counter.id,
      tokensExact: this.#wish.counter.exact,
    };
  }

  /** Records that were read. */
  get read(): number {
    return this.#files.reduce((sum, { sums }) => sum + sums.records, 0);
  }

  /**
   * Reads all records that were not read yet: called again after it was stopped, it goes on. Rejects when a file cannot be read
   * or the work was stopped.
   */
  async run(work: Work): Promise<void> {
    const all = this.#sources.reduce((sum, { corpus }) => sum + corpus.count, 0);
    for (; this.#file < this.#sources.length; this.#file += 1, this.#position = 0) {
      const source = this.#sources[this.#file];
      const statistics = this.#files[this.#file];
      if (!source || !statistics) break;
      const { corpus, refused } = source;
      if (!this.#begun.has(this.#file)) for (const [strategy, count] of refused) statistics.addRefused(strategy, count);
      this.#begun.add(this.#file);
      for await (const read of analyzedEntries(corpus, this.#position, this.#analyst, work)) {
        work.signal.throwIfAborted();
        if (read) {
          work.onEntry?.(this.#file, read.entry);
          await this.#read(statistics, this.#file, read);
        }
        this.#position += 1;
        work.onProgress?.(this.read / all);
        await work.pause();
      }
    }
    this.#verdicts ??= verdictFigures(this.#grouping.finish());
  }

  /** A record is read whole or not at all, so that what was stopped can go on. */
  async #read(statistics: CorpusStatistics, file: number, { entry, analyzed }: AnalyzedEntry): Promise<void> {
    for (const [at, trace] of entry.traces.entries()) {
      const made = analyzed[at];
      if (made) await this.#readTrace(statistics, file, entry, trace, made.analysis);
    }
    statistics.addRecord(
      entry.traces.length,
      entry.problems.some(({ severity }) => severity === 'error'),
    );
  }

  async #readTrace(
    statistics: CorpusStatistics,
    file: number,
    entry: CorpusEntry,
    trace: Trace,
    analysis: Analysis,
  ): Promise<void> {
    const { counter, grouping } = this.#wish;
    const place: TracePlace = { file, position: entry.position, traceIndex: trace.index };
    statistics.addTrace(analysis, place);
    if (this.#grouped < GROUPED_SAMPLES) {
      this.#grouped += 1;
      this.#grouping.add({
        trace,
        record: entry.record.value ?? null,
        tracesOfRecord: entry.traces.length,
        file,
        position: entry.position,
        line: entry.record.line,
        tokens: analysis.tokens.reasoning,
        ...(grouping.verdictOf ? { sourceHash: entry.hash } : {}),
      });
    }
    this.#readLabels(file, entry, trace, analysis.steps);
    const variants = this.#sources[file]?.variants;
    if (!variants?.accepted) return;
    for (const row of await variants.of({ number: entry.record.number, hash: entry.hash }, trace.index)) {
      const { strategy, text } = row;
      statistics.addVariant({ strategy, before: analysis.tokens.reasoning, after: counter.count(text) }, place);
    }
  }

  #readLabels(file: number, entry: CorpusEntry, trace: Trace, spans: readonly Span[]): void {
    const annotations = this.#sources[file]?.annotations;
    const place: TracePlace = { file, position: entry.position, traceIndex: trace.index };
    if (!this.#labels) return;
    if (!annotations || !this.#isLabelled[file]) {
      this.#labels.addTrace({ steps: [], isDone: false, lost: 0 }, place);
      return;
    }
    const about = { record: entry.record.number, traceIndex: trace.index, traceId: trace.id, sourceHash: entry.hash };
    const rows = annotations.stepRows(about);
    const now = rows.length === 0 ? [] : spans.map(({ start, end }) => trace.reasoning.text.slice(start, end));
    const { steps, lost } = stepStates(
      rows,
      now.map((text) => ({ text, hash: stepHash(text) })),
    );
    const isDone = annotations.notesOf(about).some(({ done }) => done);
    this.#labels.addTrace({ steps, isDone, lost: lost.length }, place);
  }
}

function merged(files: readonly CorpusStatistics[]): CorpusStatistics {
  const all = new CorpusStatistics();
  for (const file of files) all.merge(file);
  return all;
}

/** Variants in a variants file that were refused, by strategy. Rejects when it cannot be read. */
export async function refusedVariants(file: AppendFile): Promise<ReadonlyMap<string, number>> {
  const refused = new Map<string, number>();
  let last = -1;
  await openVariants(file, ({ accepted, strategy }, { startByte }) => {
    // The row at the end of a file may be told twice.
    if (accepted || startByte <= last) return;
    last = startByte;
    refused.set(strategy, (refused.get(strategy) ?? 0) + 1);
  });
  return refused;
}
