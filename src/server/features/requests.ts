import type { CancellationToken } from 'vscode-languageserver';
import { compressTrace } from '../../app/compress-trace.ts';
import { finishEndpoint } from '../../core/compress/compress.ts';
import { type AnswerQuestion, modelThatAsks } from '../../core/compress/model-questions.ts';
import { planOfEdit } from '../../core/compress/plan-of-edit.ts';
import { findStrategy } from '../../core/compress/registry.ts';
import type { StrategyModel } from '../../core/compress/types.ts';
import { parseDocument } from '../../core/document/parse.ts';
import { parseRecord } from '../../core/jsonl/record.ts';
import {
  ANALYZE,
  type AnalysisReply,
  ASK_MODEL,
  COMPRESS,
  COUNT_TOKENS,
  type CompressParams,
  type CompressReply,
  type CorpusSummary,
  JUDGE,
  type JudgeParams,
  PREVIEW,
  SUMMARIZE_CORPUS,
  type TokenCounts,
  type TraceTarget,
} from '../../protocol/lsp.ts';
import { answer } from '../answer.ts';
import type { Feature } from '../feature.ts';
import { prepareTrace } from '../prepare.ts';
import { previewMethod } from '../preview.ts';
import type { Server } from '../server.ts';

/** Our own requests: analyse a trace, compress it, describe a corpus. */
export const requests: Feature = {
  id: 'requests',
  register(server) {
    answer(server, ANALYZE, null, (target) => analyze(server, target));
    answer(server, COMPRESS, failed('The compression failed; the log has the details.'), (params, token) =>
      compress(server, params, token),
    );
    answer(server, JUDGE, failed('The guards could not run; the log has the details.'), (params) =>
      judge(server, params),
    );
    answer(server, COUNT_TOKENS, null, ({ corpus, texts }) => countTokens(server, corpus, texts));
    answer(server, PREVIEW, null, (params) => previewMethod(server, params));
    answer(server, SUMMARIZE_CORPUS, null, ({ uri }) => summarize(server, uri));
  },
};

function failed(message: string): CompressReply {
  return { kind: 'failed', message };
}

async function analyze(server: Server, target: TraceTarget): Promise<AnalysisReply | null> {
  const prepared = await prepareTrace(server, target);
  if (!prepared) return null;
  const { text: _, counter: __, ...reply } = prepared;
  return reply;
}

async function compress(server: Server, params: CompressParams, token: CancellationToken): Promise<CompressReply> {
  const strategy = findStrategy(params.strategy);
  if (!strategy) return failed(`There is no strategy "${params.strategy}".`);
  const prepared = await prepareTrace(server, params.target);
  if (!prepared) return failed('The trace is not open.');
  const { text, analysis, counter, version } = prepared;
  const { step } = params.options;
  if (step !== undefined && !text.steps[step]) return failed(`There is no step ${step + 1}.`);
  const model = params.run === undefined ? undefined : clientModel(server, params.run, token);
  const outcome = await compressTrace(strategy, { text, analysis, counter }, params.options, model);
  if (outcome.kind === 'failed') return failed(outcome.reason);
  const { tokenizer, tokensExact } = analysis;
  return { kind: 'done', version, compressed: outcome.compressed, tokenizer, tokensExact };
}

async function judge(server: Server, params: JudgeParams): Promise<CompressReply> {
  const prepared = await prepareTrace(server, params.target);
  if (!prepared) return failed('The trace is not open.');
  const { text, analysis, counter, version } = prepared;
  const edited = parseDocument(params.variant);
  const plan = planOfEdit(text, edited, params.plan);
  const reading = plan ? ({ kind: 'plan', plan } as const) : ({ kind: 'text', text: edited.reasoning } as const);
  const compressed = finishEndpoint(params.strategy, reading, { text, analysis, counter }, params.options);
  return { kind: 'done', version, compressed, tokenizer: analysis.tokenizer, tokensExact: analysis.tokensExact };
}

async function countTokens(server: Server, corpus: string, texts: readonly string[]): Promise<TokenCounts> {
  const { settings } = await server.settings.get(corpus);
  const counter = await server.counters.get(settings.tokenizer);
  const counts: number[] = [];
  for (const text of texts) {
    counts.push(counter.count(text));
    await server.runtime.yield();
  }
  return { counts, tokenizer: counter.id, exact: counter.exact };
}

/** The client's model. It gives a failed reply once the run was stopped, which ends every strategy. */
function clientModel(server: Server, run: string, token: CancellationToken): StrategyModel {
  const stopped = { kind: 'failed', reason: 'Stopped.' } as const;
  const ask: AnswerQuestion = async (question) => {
    if (token.isCancellationRequested) return stopped;
    return (await server.connection.sendRequest(ASK_MODEL.method, { run, question }, token)) ?? stopped;
  };
  return modelThatAsks(ask);
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
