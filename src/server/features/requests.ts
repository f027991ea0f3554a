import { RequestType } from 'vscode-languageserver';
import { analyzeTrace } from '../../core/analysis/analyze.ts';
import type { TraceText } from '../../core/analysis/types.ts';
import { compressBuiltIn } from '../../core/compress/compress.ts';
import { strategies } from '../../core/compress/registry.ts';
import type { CompressOptions } from '../../core/compress/types.ts';
import { parseRecord } from '../../core/jsonl/record.ts';
import type { Analysis } from '../../core/model/finding.ts';
import { segmentText } from '../../core/segment/segment.ts';
import type { TokenCounter } from '../../core/tokens/types.ts';
import {
  ANALYZE,
  type AnalysisReply,
  COMPRESS,
  type CompressReply,
  type CorpusSummary,
  type RequestName,
  SUMMARIZE_CORPUS,
  type TraceTarget,
} from '../../protocol/lsp.ts';
import type { Feature } from '../feature.ts';
import { handler } from '../handler.ts';
import type { Server } from '../server.ts';

/** Our own messages: analyse or compress a trace, describe a corpus, and the steps that people keep. */
export const requests: Feature = {
  id: 'requests',
  register(server) {
    answer(server, ANALYZE, null, (target) => analyze(server, target));
    answer(server, COMPRESS, failed('The compression failed; the log has the details.'), (params) =>
      compress(server, params),
    );
    answer(server, SUMMARIZE_CORPUS, null, ({ uri }) => summarize(server, uri));
  },
};

function answer<Params, Result>(
  server: Server,
  name: RequestName<Params, Result>,
  empty: Result,
  run: (params: Params) => Promise<Result>,
): void {
  server.connection.onRequest(
    new RequestType<Params, Result, void>(name.method),
    handler(server, name.method, empty, run),
  );
}

function failed(message: string): CompressReply {
  return { kind: 'failed', message };
}

/** A trace with its analysis, wherever it came from. */
interface Prepared extends AnalysisReply {
  readonly text: TraceText;
  readonly counter: TokenCounter;
}

async function prepare(server: Server, target: TraceTarget): Promise<Prepared | null> {
  if (target.kind === 'text') return prepareText(server, target);
  const trace = await server.traces.analyzed(target.uri);
  if (!trace) return null;
  const { analysis, kept, notes, counter, parsed, document } = trace;
  return { version: document.version, analysis, kept, notes, counter, text: parsed };
}

async function prepareText(server: Server, target: TraceTarget & { readonly kind: 'text' }): Promise<Prepared> {
  const { settings, notes } = await server.settings.get(target.corpus);
  const counter = await server.counters.get(settings.tokenizer);
  await server.runtime.yield();
  const segmentation = target.steps
    ? { segmenter: 'record', steps: target.steps }
    : segmentText(target.text.reasoning, settings.segmenter, { pattern: settings.segmenterPattern });
  const text = { ...target.text, steps: segmentation.steps };
  const options = { preset: settings.preset, disabledPasses: settings.disabledPasses };
  const analysis: Analysis = analyzeTrace({ text, segmenter: segmentation.segmenter, counter, options });
  return { version: null, analysis, kept: [], notes, counter, text };
}

async function analyze(server: Server, target: TraceTarget): Promise<AnalysisReply | null> {
  const prepared = await prepare(server, target);
  if (!prepared) return null;
  const { version, analysis, kept, notes } = prepared;
  return { version, analysis, kept, notes };
}

async function compress(
  server: Server,
  params: { readonly target: TraceTarget; readonly strategy: string; readonly options: CompressOptions },
): Promise<CompressReply> {
  const strategy = strategies.find((each) => each.id === params.strategy);
  if (!strategy) return failed(`There is no strategy "${params.strategy}".`);
  if (strategy.needs !== 'none') return failed(`The strategy "${strategy.title}" needs an endpoint.`);
  const prepared = await prepare(server, params.target);
  if (!prepared) return failed('The trace is not open.');
  const { text, analysis, counter, version } = prepared;
  const compressed = compressBuiltIn(strategy, { text, analysis, counter }, params.options);
  return { kind: 'done', version, compressed, tokenizer: analysis.tokenizer, tokensExact: analysis.tokensExact };
}

async function summarize(server: Server, uri: string): Promise<CorpusSummary | null> {
  const corpus = await server.corpora.get(uri);
  if (!corpus) return null;
  const { choice, records, version, problems, text } = corpus;
  let broken = 0;
  for (const [index, record] of records.entries()) {
    if (index % 200 === 199) await server.runtime.yield();
    const { value } = parseRecord(text.slice(record.start, record.end), record.number, record.line).value;
    if (value === undefined) broken += 1;
  }
  const reader = choice && {
    id: choice.reader.id,
    title: choice.reader.title,
    confidence: choice.confidence,
    reasons: choice.reasons,
    chosenByHand: choice.chosenByHand,
  };
  return { version, records: records.length, broken, reader, runnersUp: choice?.runnersUp ?? [], problems };
}
