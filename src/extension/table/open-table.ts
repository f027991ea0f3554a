import type { Uri } from 'vscode';
import { type AnalysisCall, analystHere, type TraceAnalyst } from '../../app/analyst.ts';
import { labelledShare } from '../../app/annotations/labelled-trace.ts';
import { Figures } from '../../app/table/figures.ts';
import type { TableSources } from '../../app/table/table-row.ts';
import { fieldNames } from '../../core/jsonl/field-scanner.ts';
import type { Analysis } from '../../core/model/finding.ts';
import type { Trace } from '../../core/model/trace.ts';
import { openTokenizer } from '../../core/tokens/registry.ts';
import type { TokenCounter } from '../../core/tokens/types.ts';
import { counterFor, settingsOf } from '../analysis-settings.ts';
import { frameOf } from '../export/draft.ts';
import type { Services } from '../services.ts';

/** Records that are looked into for names of fields. */
const SAMPLES = 40;
const MOST_FIELDS = 200;
/** Records longer than this are not looked into for names. */
const SAMPLE_BYTES = 4 << 20;

/** A corpus as a table reads it. */
export interface OpenTable {
  readonly sources: TableSources;
  readonly counter: TokenCounter;
  /** Top-level fields of records all over the file. */
  readonly fields: readonly string[];
  /** Counts the stored variants again. */
  countVariants(): Promise<void>;
}

/** Opens what the table of a corpus is made of. Rejects when the file cannot be read. */
export async function openTable(services: Services, uri: Uri): Promise<OpenTable> {
  const { corpora, tokenizers, stored } = services;
  const { corpus } = await corpora.get(uri);
  const counter = await tokenCounter(uri, tokenizers);
  const variants = new Map<string, number>();
  const countVariants = async (): Promise<void> => {
    const rows = await stored.of(uri);
    variants.clear();
    for (const { sourceHash } of rows) variants.set(sourceHash, (variants.get(sourceHash) ?? 0) + 1);
  };
  await countVariants();
  const log = await services.logs.of(uri);
  const analyst = analystOf(services, uri, counter);
  const sources: TableSources = {
    corpus,
    figures: new Figures(corpus.count),
    count: (text) => counter.count(text),
    width: analyst.width,
    analyze: async (trace, call) => {
      const analysis = await analysisOf(analyst, trace, call, services.log);
      if (!analysis) return null;
      const all = analysis.steps.reduce((sum, { tokens }) => sum + tokens, 0);
      return { steps: analysis.steps.length, skippable: all > 0 ? analysis.tokens.flagged / all : 0 };
    },
    labelsOf: (entry) => (log.isEmpty ? 0 : labelledShare(log, entry, frameOf([uri]).analyze)),
    variantsOf: (entry) => (variants.size === 0 ? 0 : (variants.get(entry.hash) ?? 0)),
  };
  return { sources, counter, fields: await fieldsIn(sources), countVariants };
}

/** Analyses as the settings say, by threads where there are some. */
function analystOf({ analyses }: Services, uri: Uri, counter: TokenCounter): TraceAnalyst {
  const { analyze } = frameOf([uri]);
  if (analyses === null) return analystHere(analyze, counter);
  return analyses.under(analyze, counter.exact ? settingsOf(uri).tokenizer : counter.id);
}

/** Null where a trace cannot be analysed, which is no reason to show no others. */
async function analysisOf(
  analyst: TraceAnalyst,
  trace: Trace,
  call: AnalysisCall | undefined,
  log: Services['log'],
): Promise<Analysis | null> {
  try {
    return (await analyst.analyze(trace, call)).analysis;
  } catch (error) {
    call?.signal?.throwIfAborted();
    log.error(`${trace.id}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** The counter of the settings; an estimate where its data cannot be had, which is then shown as one. */
async function tokenCounter(uri: Uri, tokenizers: Services['tokenizers']): Promise<TokenCounter> {
  try {
    return await counterFor([uri], tokenizers);
  } catch {
    return openTokenizer('estimate', tokenizers);
  }
}

async function fieldsIn({ corpus }: TableSources): Promise<readonly string[]> {
  const names = new Set<string>();
  const step = Math.max(1, corpus.count / SAMPLES);
  for (let place = 0; place < corpus.count && names.size < MOST_FIELDS; place += step) {
    const span = corpus.span(Math.floor(place));
    if (!span || span.end - span.start > SAMPLE_BYTES) continue;
    for (const name of fieldNames(await corpus.source.read(span.start, span.end))) names.add(name);
  }
  return [...names].slice(0, MOST_FIELDS);
}
