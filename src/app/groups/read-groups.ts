import { Grouping, type GroupWish } from '../../core/groups/group.ts';
import type { SampleGroup, SampleVariant } from '../../core/groups/types.ts';
import type { EfficiencyFigures } from '../../core/model/finding.ts';
import type { Trace } from '../../core/model/trace.ts';
import type { TokenCounter } from '../../core/tokens/types.ts';
import type { TraceAnalyst } from '../analyst.ts';
import type { AnalyzedText } from '../analyze-trace.ts';
import { type AnalyzedEntry, analyzedEntries } from '../analyzed-entries.ts';
import type { Corpus, CorpusEntry } from '../open-corpus.ts';
import type { VariantIndex } from '../variant-index.ts';

/** What long work asks for: being stopped, telling how far it is, and letting others in. */
export interface Work {
  readonly signal: AbortSignal;
  /** Share of the work that is done, in [0,1]. */
  onProgress?(share: number): void;
  /** Called after every record; whoever must not be blocked gets in here. */
  pause(): Promise<void>;
  /** Told of every record once, at its first reading; `file` is the 0-based place of its corpus. */
  onEntry?(file: number, entry: CorpusEntry): void;
}

/** What is found out of samples besides their tokens and grades; each takes time. */
export interface GroupExtras {
  /** Hashes of records, by which a person's verdicts and variants are found. */
  readonly hashes?: boolean;
  /** Outcome and process efficiency: a whole analysis of each trace by this one. */
  readonly analyst?: TraceAnalyst;
  /** Accepted variants of each corpus, by its place. */
  readonly variants?: readonly (VariantIndex | null)[];
}

/** Groups and grades all traces of the corpora; holds no texts. Rejects when a file cannot be read or the work was stopped. */
export async function readGroups(
  corpora: readonly Corpus[],
  counter: TokenCounter,
  wish: GroupWish,
  work: Work,
  extras: GroupExtras = {},
): Promise<readonly SampleGroup[]> {
  const grouping = new Grouping(wish);
  const all = corpora.reduce((sum, { count }) => sum + count, 0);
  let done = 0;
  for (const [file, corpus] of corpora.entries()) {
    const { analyst } = extras;
    let position = 0;
    for await (const read of analyst ? analyzedEntries(corpus, 0, analyst, work) : entriesOf(corpus)) {
      work.signal.throwIfAborted();
      if (read) work.onEntry?.(file, read.entry);
      for (const [at, trace] of read ? read.entry.traces.entries() : []) {
        const entry = read?.entry;
        grouping.add({
          trace,
          record: entry?.record.value ?? null,
          tracesOfRecord: entry?.traces.length ?? 0,
          file,
          position,
          line: entry?.record.line ?? 0,
          tokens: counter.count(trace.reasoning.text),
          ...(extras.hashes && entry ? { sourceHash: entry.hash } : {}),
          ...efficiencyOf(read?.analyzed[at]),
          ...(await variantsOf(entry, trace, counter, extras.variants?.[file])),
        });
      }
      position += 1;
      done += 1;
      work.onProgress?.(done / all);
      await work.pause();
    }
  }
  return grouping.finish();
}

async function variantsOf(
  entry: CorpusEntry | undefined,
  trace: Trace,
  counter: TokenCounter,
  index: VariantIndex | null | undefined,
): Promise<{ readonly variants?: readonly SampleVariant[] }> {
  if (!entry || !index?.accepted) return {};
  const rows = await index.of({ number: entry.record.number, hash: entry.hash }, trace.index);
  return { variants: rows.map(({ id, strategy, text }) => ({ id, strategy, tokens: counter.count(text) })) };
}

function efficiencyOf(made: AnalyzedText | undefined): { readonly efficiency?: EfficiencyFigures } {
  const efficiency = made?.analysis.efficiency;
  return efficiency === undefined ? {} : { efficiency };
}

async function* entriesOf(corpus: Corpus): AsyncGenerator<AnalyzedEntry | null> {
  for (let position = 0; position < corpus.count; position += 1) {
    const entry = await corpus.entry(position);
    yield entry ? { entry, analyzed: [] } : null;
  }
}
