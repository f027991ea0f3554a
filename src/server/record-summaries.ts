import { analyzeTexts, textsOf } from '../app/analyze-trace.ts';
import { contentHash } from '../base/hash.ts';
import { parseRecord } from '../core/jsonl/record.ts';
import type { RecordSpan } from '../core/jsonl/types.ts';
import type { EfficiencyFigures } from '../core/model/finding.ts';
import { readRecord } from '../core/readers/detect.ts';
import type { TokenCounter } from '../core/tokens/types.ts';
import type { Corpus } from './corpus-documents.ts';
import type { Counters } from './counters.ts';
import { stepTokenSum } from './figures.ts';
import type { FileEfficiencies } from './file-efficiencies.ts';
import type { ServerRuntime } from './runtime.ts';

/** What the lens of a record says. */
export type RecordSummary =
  | { readonly kind: 'broken' | 'no-trace'; readonly message: string }
  | { readonly kind: 'too-long'; readonly chars: number }
  | {
      readonly kind: 'traces';
      readonly traces: number;
      readonly steps: number;
      /** Of the reasoning texts; `stepTokens` is the sum over steps, of which `flaggedTokens` is a part. */
      readonly tokens: number;
      readonly stepTokens: number;
      readonly flaggedTokens: number;
      readonly exact: boolean;
      /** Tokens of reasoning as the provider reported them, all traces together; null where it reported none. */
      readonly reported: number | null;
      /** Of each trace; null where no answer is stated. */
      readonly efficiencies: readonly (EfficiencyFigures | null)[];
    };

/** Longest record that is analysed for a lens. */
export const LONGEST_RECORD_CHARS = 1_000_000;
const MOST_KEPT = 20_000;

/** Analyses records for their lenses; equal texts under equal settings are analysed once. */
export class RecordSummaries {
  readonly #counters: Counters;
  readonly #efficiencies: FileEfficiencies;
  readonly #runtime: ServerRuntime;
  readonly #kept = new Map<string, RecordSummary>();
  readonly #versions = new Map<string, number>();
  #epoch = -1;

  constructor(counters: Counters, efficiencies: FileEfficiencies, runtime: ServerRuntime) {
    this.#counters = counters;
    this.#efficiencies = efficiencies;
    this.#runtime = runtime;
  }

  /** The summary of one record of a corpus; null when `isCancelled` says so before it is done. */
  async get(corpus: Corpus, record: RecordSpan, isCancelled: () => boolean): Promise<RecordSummary | null> {
    if (record.end - record.start > LONGEST_RECORD_CHARS) return { kind: 'too-long', chars: record.end - record.start };
    if (this.#epoch !== corpus.settingsEpoch) {
      this.#kept.clear();
      this.#epoch = corpus.settingsEpoch;
    }
    const text = corpus.text.slice(record.start, record.end);
    const key = `${corpus.uri} ${corpus.choice?.reader.id ?? ''} ${contentHash(text)}`;
    const known = this.#kept.get(key);
    if (known) {
      this.#note(corpus, record, known);
      return known;
    }
    const counter = await this.#counters.get(corpus.settings.tokenizer);
    const summary = await this.#summarize(corpus, { ...record, text }, counter, isCancelled);
    if (!summary) return null;
    this.#keep(key, summary);
    this.#note(corpus, record, summary);
    return summary;
  }

  #note({ uri, version, settingsEpoch }: Corpus, { number }: RecordSpan, summary: RecordSummary): void {
    const last = this.#versions.get(uri);
    if (last !== undefined && last !== version) this.#efficiencies.forget(uri);
    this.#versions.set(uri, version);
    if (summary.kind !== 'traces') return;
    summary.efficiencies.forEach((figures, index) => {
      this.#efficiencies.add(uri, settingsEpoch, { record: number, index }, figures);
    });
  }

  async #summarize(
    corpus: Corpus,
    { text, number, line }: RecordSpan & { readonly text: string },
    counter: TokenCounter,
    isCancelled: () => boolean,
  ): Promise<RecordSummary | null> {
    const { value: record, problems } = parseRecord(text, number, line);
    if (record.value === undefined)
      return { kind: 'broken', message: problems[0]?.message ?? 'The record is not JSON.' };
    if (!corpus.choice) return { kind: 'no-trace', message: 'No reader knows this record.' };
    const reading = readRecord(corpus.choice, record);
    const { traces } = reading.value;
    if (traces.length === 0)
      return { kind: 'no-trace', message: reading.problems[0]?.message ?? 'There is no trace in it.' };
    const sum = { steps: 0, tokens: 0, stepTokens: 0, flaggedTokens: 0 };
    const efficiencies: (EfficiencyFigures | null)[] = [];
    let reported: number | null = null;
    for (const trace of traces) {
      await this.#runtime.yield();
      if (isCancelled()) return null;
      const { analysis } = analyzeTexts(textsOf(trace), trace.givenSteps, counter, corpus.settings);
      if (trace.reportedReasoningTokens !== undefined) reported = (reported ?? 0) + trace.reportedReasoningTokens;
      sum.steps += analysis.steps.length;
      sum.tokens += analysis.tokens.reasoning;
      sum.stepTokens += stepTokenSum(analysis);
      sum.flaggedTokens += analysis.tokens.flagged;
      efficiencies.push(analysis.efficiency ?? null);
    }
    return { kind: 'traces', traces: traces.length, exact: counter.exact, reported, ...sum, efficiencies };
  }

  #keep(key: string, summary: RecordSummary): void {
    if (this.#kept.size >= MOST_KEPT) {
      const oldest = this.#kept.keys().next().value;
      if (oldest !== undefined) this.#kept.delete(oldest);
    }
    this.#kept.set(key, summary);
  }
}
