import { type QuickPickItem, type Uri, window } from 'vscode';
import { textsOf } from '../../app/analyze-trace.ts';
import type { JobStore } from '../../app/batch/job-store.ts';
import type { Journal } from '../../app/batch/journal.ts';
import type { Wanted } from '../../app/batch/traces.ts';
import type { AnalysisIdentity } from '../../app/variant-row.ts';
import { contentHash } from '../../base/hash.ts';
import { strategies } from '../../core/compress/registry.ts';
import type { CompressionStrategy } from '../../core/compress/types.ts';
import { tokenizerName } from '../../core/tokens/registry.ts';
import { settingsOf } from '../analysis-settings.ts';
import type { LanguageServer } from '../language-client.ts';

const TITLE = 'Compress Corpus';

/** Which traces of a corpus a person wants to compress. */
export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'without-variant' }
  /** `least` in [0,1]: flagged share of the steps' tokens. */
  | { readonly kind: 'flagged'; readonly least: number }
  | { readonly kind: 'failed' };

/** Asks for a strategy that works on whole traces; undefined when the choice was left. */
export async function pickCorpusStrategy(corpus: string): Promise<CompressionStrategy | undefined> {
  const items = strategies
    .filter((each) => each.needs === 'none' || each.scope === 'trace')
    .map((strategy) => ({
      label: strategy.title,
      description: strategy.needs === 'none' ? strategy.id : `${strategy.id} · needs an endpoint`,
      detail: strategy.summary,
      strategy,
    }));
  const options = { title: `${TITLE}: Strategy for ${corpus}`, matchOnDescription: true, matchOnDetail: true };
  return (await window.showQuickPick(items, options))?.strategy;
}

/** Asks which traces; undefined when the choice was left. `failed`: traces of the corpus that failed before. */
export async function pickSelection(strategy: CompressionStrategy, failed: number): Promise<Selection | undefined> {
  const items: (QuickPickItem & { readonly selects: Selection['kind'] })[] = [
    { label: 'All traces', description: 'finished ones are not made again', selects: 'all' },
    { label: `Traces without a variant of ${strategy.id}`, selects: 'without-variant' },
    { label: 'Traces with much that can go...', description: 'by the share of flagged tokens', selects: 'flagged' },
  ];
  if (failed > 0)
    items.push({ label: 'Only the ones that failed', description: `${failed} traces`, selects: 'failed' });
  const selects = (await window.showQuickPick(items, { title: `${TITLE}: Which Traces` }))?.selects;
  if (selects !== 'flagged') return selects && { kind: selects };
  const share = await window.showInputBox({
    title: `${TITLE}: Flagged Share`,
    prompt: 'Least share of the tokens that can go, in percent',
    value: '30',
    validateInput: (text) => (/^(100|\d{1,2})\s*%?$/.test(text.trim()) ? undefined : 'A percentage from 0 to 100'),
  });
  return share === undefined ? undefined : { kind: 'flagged', least: Number.parseInt(share, 10) / 100 };
}

/** The selection as a question about each trace; what the server says of a trace is remembered. */
export function wantedBy(
  selection: Selection,
  strategy: CompressionStrategy,
  parts: {
    readonly corpus: Uri;
    readonly server: LanguageServer;
    readonly variants: JobStore;
    readonly journal: Journal;
  },
): Wanted {
  const { corpus, server, variants, journal } = parts;
  switch (selection.kind) {
    case 'all':
      return () => true;
    case 'without-variant':
      return (entry, trace) => !variants.hasStrategy(entry.hash, trace.index, strategy.id);
    case 'failed': {
      const failed = new Set(journal.failures().map(({ record, traceIndex }) => `${record} ${traceIndex}`));
      return (entry, trace) => failed.has(`${entry.record.number} ${trace.index}`);
    }
    case 'flagged': {
      const shares = new Map<string, number>();
      return async (entry, trace) => {
        const key = `${entry.hash} ${trace.index}`;
        const share = shares.get(key) ?? (await flaggedShare(server, corpus, trace));
        shares.set(key, share);
        return share >= selection.least;
      };
    }
  }
}

async function flaggedShare(
  server: LanguageServer,
  corpus: Uri,
  trace: Parameters<typeof textsOf>[0],
): Promise<number> {
  const reply = await server.analyze(textTarget(corpus, trace));
  const tokens = reply?.analysis.tokens;
  return tokens && tokens.reasoning > 0 ? tokens.flagged / tokens.reasoning : 0;
}

/** A trace of a corpus as a request to the server names it. */
export function textTarget(corpus: Uri, trace: Parameters<typeof textsOf>[0]) {
  const steps = trace.givenSteps === undefined ? {} : { steps: trace.givenSteps };
  return { kind: 'text', corpus: corpus.toString(), text: textsOf(trace), ...steps } as const;
}

/** How the settings have traces of a corpus cut, judged and counted. */
export function analysisOf(corpus: Uri): AnalysisIdentity {
  const { segmenter, segmenterPattern, preset, disabledPasses, tokenizer, heads } = settingsOf(corpus);
  const own = heads === undefined ? {} : { weights: contentHash(JSON.stringify(heads)) };
  return { segmenter, segmenterPattern, preset, disabledPasses, tokenizer: tokenizerName(tokenizer), ...own };
}
