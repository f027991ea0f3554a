import { Grouping, type GroupWish } from '../../core/groups/group.ts';
import type { Trace } from '../../core/model/trace.ts';
import { segmentText } from '../../core/segment/segment.ts';
import { type Comparison, compareGroups } from '../../core/statistics/comparison.ts';
import type { TracePlace } from '../../core/statistics/distribution.ts';
import type { TokenCounter } from '../../core/tokens/types.ts';
import type { AnalyzeChoices } from '../analyze-trace.ts';
import type { Work } from '../groups/read-groups.ts';
import type { Corpus, CorpusEntry } from '../open-corpus.ts';
import type { VariantIndex } from '../variant-index.ts';

/**
 * What is compared: two corpora, or the traces of one with the accepted variants of them (of one strategy where it is named;
 * of several variants of a trace the one that was stored last). Traces without a variant are then left out on both sides.
 */
export type Compared =
  | { readonly kind: 'corpora'; readonly a: Corpus; readonly b: Corpus }
  | {
      readonly kind: 'variants';
      readonly corpus: Corpus;
      readonly variants: VariantIndex;
      readonly strategy: string | null;
    };

/** How traces are cut, counted and grouped. `grouping.verdictOf` sees file 0 and 1 for the two sides. */
export interface ComparisonWish {
  readonly counter: TokenCounter;
  readonly analyze: Pick<AnalyzeChoices, 'segmenter' | 'segmenterPattern'>;
  readonly grouping: GroupWish;
}

/**
 * Reads both sides and compares them problem by problem; holds no texts. `work.onEntry` hears of the records of A as file 0, of B
 * as file 1. Rejects when a file cannot be read or the work was stopped.
 */
export async function readComparison(compared: Compared, wish: ComparisonWish, work: Work): Promise<Comparison> {
  const reading = new Reading(wish);
  const corpora = compared.kind === 'corpora' ? [compared.a, compared.b] : [compared.corpus];
  const all = corpora.reduce((sum, { count }) => sum + count, 0);
  let done = 0;
  for (const [file, corpus] of corpora.entries()) {
    for (let position = 0; position < corpus.count; position += 1) {
      work.signal.throwIfAborted();
      const entry = await corpus.entry(position);
      if (entry) work.onEntry?.(file, entry);
      for (const trace of entry?.traces ?? []) {
        if (!entry) continue;
        if (compared.kind === 'corpora') reading.add(file, entry, trace);
        else await addWithVariant(reading, compared, entry, trace);
      }
      done += 1;
      work.onProgress?.(done / all);
      await work.pause();
    }
  }
  return reading.finish();
}

async function addWithVariant(
  reading: Reading,
  { variants, strategy }: Compared & { readonly kind: 'variants' },
  entry: CorpusEntry,
  trace: Trace,
): Promise<void> {
  const rows = await variants.of({ number: entry.record.number, hash: entry.hash }, trace.index);
  const row = rows.findLast((each) => strategy === null || each.strategy === strategy);
  if (!row) return;
  const { givenSteps: _steps, speakers: _speakers, loggedTokens: _logged, ...rest } = trace;
  reading.add(0, entry, trace);
  reading.add(1, entry, { ...rest, reasoning: { text: row.text, source: null } });
}

class Reading {
  readonly #wish: ComparisonWish;
  readonly #grouping: Grouping;
  readonly #steps = new Map<string, number>();

  constructor(wish: ComparisonWish) {
    this.#wish = wish;
    this.#grouping = new Grouping(wish.grouping);
  }

  add(file: number, entry: CorpusEntry, trace: Trace): void {
    const { counter, analyze, grouping } = this.#wish;
    const { text } = trace.reasoning;
    const steps = trace.givenSteps ?? segmentText(text, analyze.segmenter, { pattern: analyze.segmenterPattern }).steps;
    this.#steps.set(nameOf({ file, position: entry.position, traceIndex: trace.index }), steps.length);
    this.#grouping.add({
      trace,
      record: entry.record.value ?? null,
      tracesOfRecord: entry.traces.length,
      file,
      position: entry.position,
      line: entry.record.line,
      tokens: counter.count(text),
      ...(grouping.verdictOf ? { sourceHash: entry.hash } : {}),
    });
  }

  finish(): Comparison {
    return compareGroups(this.#grouping.finish(), (place) => this.#steps.get(nameOf(place)) ?? 0);
  }
}

function nameOf({ file, position, traceIndex }: TracePlace): string {
  return `${file} ${position} ${traceIndex}`;
}
