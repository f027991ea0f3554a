import type { TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { analyzeTrace } from '../core/analysis/analyze.ts';
import { parseDocument } from '../core/document/parse.ts';
import type { ParsedDocument } from '../core/document/types.ts';
import type { Analysis } from '../core/model/finding.ts';
import type { TokenCounter } from '../core/tokens/types.ts';
import type { FileEfficiency, RecordStep } from '../protocol/lsp.ts';
import type { Settings } from '../protocol/settings.ts';
import type { Counters } from './counters.ts';
import { roleOf, settingsScope, traceOrigin } from './documents.ts';
import type { FileEfficiencies } from './file-efficiencies.ts';
import { type KeepLists, withKept } from './keep-lists.ts';
import { type RecordSteps, withRecordSteps } from './record-steps.ts';
import type { ServerRuntime } from './runtime.ts';
import type { SettingsStore } from './settings-store.ts';

/** One version of a trace document, read. `document` is a copy that later edits do not change. */
export interface ParsedTrace {
  readonly document: TextDocument;
  readonly parsed: ParsedDocument;
}

/** One version of a trace document with its analysis. */
export interface AnalyzedTrace extends ParsedTrace {
  readonly analysis: Analysis;
  /** 0-based steps that would be flagged but are kept by a person's decision. */
  readonly kept: readonly number[];
  readonly settings: Settings;
  readonly notes: readonly string[];
  readonly counter: TokenCounter;
  /** The reasoning is longer than the limit: tokens are estimated and nothing is judged. */
  readonly tooLong: boolean;
  /** Of the corpus that the trace is from, as far as it was analysed. */
  readonly fileEfficiency: FileEfficiency | null;
  /** Tokens of reasoning as the provider reported them, null where the record says nothing. */
  readonly reportedTokens: number | null;
}

/** Longest reasoning that is analysed: about this many characters take some seconds, and nothing else is answered then. */
export const LONGEST_REASONING_CHARS = 4_000_000;

interface Entry {
  parsed: ParsedTrace | null;
  /** `base` is the analysis before a person's decisions, `epoch` the settings that it was made under. */
  analyzed: { readonly epoch: number; readonly base: Analysis; readonly trace: ParsedTrace } | null;
  /** `base` with the entropies that were known. */
  measured: { readonly base: Analysis; readonly known: readonly RecordStep[]; readonly analysis: Analysis } | null;
  running: Promise<AnalyzedTrace | null> | null;
}

/** Parsed and analysed trace documents, computed when asked for and kept until the document or the settings change. */
export class TraceDocuments {
  readonly #documents: TextDocuments<TextDocument>;
  readonly #settings: SettingsStore;
  readonly #counters: Counters;
  readonly #keepLists: KeepLists;
  readonly #recordSteps: RecordSteps;
  readonly #efficiencies: FileEfficiencies;
  readonly #runtime: ServerRuntime;
  readonly #entries = new Map<string, Entry>();

  constructor(
    documents: TextDocuments<TextDocument>,
    parts: {
      readonly settings: SettingsStore;
      readonly counters: Counters;
      readonly keepLists: KeepLists;
      readonly recordSteps: RecordSteps;
      readonly efficiencies: FileEfficiencies;
      readonly runtime: ServerRuntime;
    },
  ) {
    this.#documents = documents;
    this.#settings = parts.settings;
    this.#counters = parts.counters;
    this.#keepLists = parts.keepLists;
    this.#recordSteps = parts.recordSteps;
    this.#efficiencies = parts.efficiencies;
    this.#runtime = parts.runtime;
  }

  /** The newest version of an open trace document; null when it is not open or no trace document. */
  parsed(uri: string): ParsedTrace | null {
    const current = this.#documents.get(uri);
    if (!current || roleOf(current) !== 'trace') return null;
    const entry = this.#entry(uri);
    if (entry.parsed?.document.version === current.version) return entry.parsed;
    const text = current.getText();
    const document = TextDocument.create(uri, current.languageId, current.version, text);
    entry.parsed = { document, parsed: parseDocument(text) };
    return entry.parsed;
  }

  /** The analysis of the newest version. Requests that come in while one runs share it. */
  analyzed(uri: string): Promise<AnalyzedTrace | null> {
    const entry = this.#entry(uri);
    entry.running ??= this.#analyze(uri, entry).finally(() => {
      entry.running = null;
    });
    return entry.running;
  }

  /** Forgets a closed document. */
  forget(uri: string): void {
    this.#entries.delete(uri);
  }

  async #analyze(uri: string, entry: Entry): Promise<AnalyzedTrace | null> {
    const { settings, notes, epoch } = await this.#settings.get(settingsScope(uri));
    const exact = await this.#counters.get(settings.tokenizer);
    // Edits that are waiting come first, so that only the newest text is analysed.
    await this.#runtime.yield();
    if (epoch !== this.#settings.epoch) return this.#analyze(uri, entry);
    const trace = this.parsed(uri);
    if (!trace) {
      this.forget(uri);
      return null;
    }
    const tooLong = trace.parsed.reasoning.length > LONGEST_REASONING_CHARS;
    const counter = tooLong ? await this.#counters.get('estimate') : exact;
    if (entry.analyzed?.trace !== trace || entry.analyzed.epoch !== epoch) {
      const base = tooLong ? countOnly(trace.parsed, counter) : analyze(trace.parsed, counter, settings);
      entry.analyzed = { epoch, base, trace };
      const origin = traceOrigin(uri);
      if (origin && !tooLong) this.#efficiencies.add(origin.corpus, epoch, origin, base.efficiency ?? null);
    }
    const measured = this.#measured(uri, entry, entry.analyzed.base);
    const judged = withKept(measured, trace.parsed, this.#keepLists.get(uri));
    const fileEfficiency = this.#efficiencies.of(settingsScope(uri));
    const reportedTokens = this.#recordSteps.reported(uri);
    return { ...trace, ...judged, settings, notes, counter, tooLong, fileEfficiency, reportedTokens };
  }

  /** The same object as long as nothing has changed, so that nothing is sent twice. */
  #measured(uri: string, entry: Entry, base: Analysis): Analysis {
    const known = this.#recordSteps.get(uri);
    if (entry.measured?.base !== base || entry.measured.known !== known) {
      const reasoning = entry.parsed?.parsed.reasoning ?? '';
      entry.measured = { base, known, analysis: withRecordSteps(base, reasoning, known) };
    }
    return entry.measured.analysis;
  }

  #entry(uri: string): Entry {
    const known = this.#entries.get(uri);
    if (known) return known;
    const made: Entry = { parsed: null, analyzed: null, measured: null, running: null };
    this.#entries.set(uri, made);
    return made;
  }
}

function analyze(parsed: ParsedDocument, counter: TokenCounter, settings: Settings): Analysis {
  const { question, reasoning, answer, referenceAnswer, steps } = parsed;
  return analyzeTrace({
    text: { question, reasoning, answer, referenceAnswer, steps },
    segmenter: 'document',
    counter,
    options: {
      preset: settings.preset,
      disabledPasses: settings.disabledPasses,
      ...(settings.heads === undefined ? {} : { heads: settings.heads }),
    },
  });
}

/** The figures of a trace that is too long to be judged. */
function countOnly({ reasoning, answer, steps }: ParsedDocument, counter: TokenCounter): Analysis {
  return {
    tokenizer: counter.id,
    tokensExact: counter.exact,
    segmenter: 'document',
    tokens: { reasoning: counter.count(reasoning), answer: answer === null ? 0 : counter.count(answer), flagged: 0 },
    steps: steps.map(({ start, end }, index) => {
      const tokens = counter.count(reasoning.slice(start, end));
      return { index, start, end, tokens, kind: 'other', score: 0, flagged: false, findings: [], gives: [] };
    }),
  };
}
