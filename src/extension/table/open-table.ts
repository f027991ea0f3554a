import type { Uri } from 'vscode';
import { labelledShare } from '../../app/annotations/labelled-trace.ts';
import { Figures } from '../../app/table/figures.ts';
import type { TableSources } from '../../app/table/table-row.ts';
import { fieldNames } from '../../core/jsonl/field-scanner.ts';
import { openTokenizer } from '../../core/tokens/registry.ts';
import type { TokenCounter } from '../../core/tokens/types.ts';
import { counterFor } from '../analysis-settings.ts';
import { textTarget } from '../batch/plan.ts';
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
  const { corpora, tokenizers, server, stored } = services;
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
  const sources: TableSources = {
    corpus,
    figures: new Figures(corpus.count),
    count: (text) => counter.count(text),
    analyze: async (trace) => {
      const analysis = (await server.analyze(textTarget(uri, trace)))?.analysis;
      if (!analysis) return null;
      const all = analysis.steps.reduce((sum, { tokens }) => sum + tokens, 0);
      return { steps: analysis.steps.length, skippable: all > 0 ? analysis.tokens.flagged / all : 0 };
    },
    labelsOf: (entry) => (log.isEmpty ? 0 : labelledShare(log, entry, frameOf([uri]).analyze)),
    variantsOf: (entry) => (variants.size === 0 ? 0 : (variants.get(entry.hash) ?? 0)),
  };
  return { sources, counter, fields: await fieldsIn(sources), countVariants };
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
