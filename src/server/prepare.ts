import { analyzeTexts } from '../app/analyze-trace.ts';
import type { TraceText } from '../core/analysis/types.ts';
import type { TokenCounter } from '../core/tokens/types.ts';
import type { AnalysisReply, TraceTarget } from '../protocol/lsp.ts';
import type { Server } from './server.ts';

/** A trace with its analysis, wherever it came from. */
export interface PreparedTrace extends AnalysisReply {
  readonly text: TraceText;
  readonly counter: TokenCounter;
}

/** Analyses the trace that a request names; null when the document is not open or no trace document. */
export async function prepareTrace(server: Server, target: TraceTarget): Promise<PreparedTrace | null> {
  if (target.kind === 'text') return prepareText(server, target);
  const trace = await server.traces.analyzed(target.uri);
  if (!trace) return null;
  const { analysis, kept, notes, counter, parsed, document, fileEfficiency } = trace;
  const { question, reasoning, answer, referenceAnswer, steps } = parsed;
  const text = { question, reasoning, answer, referenceAnswer, steps };
  const file = fileEfficiency === null ? {} : { fileEfficiency };
  return { version: document.version, analysis, kept, notes, counter, text, ...file };
}

async function prepareText(server: Server, target: TraceTarget & { readonly kind: 'text' }): Promise<PreparedTrace> {
  const { settings, notes } = await server.settings.get(target.corpus);
  const counter = await server.counters.get(settings.tokenizer);
  await server.runtime.yield();
  const { text, analysis } = analyzeTexts(target.text, target.steps, counter, settings);
  return { version: null, analysis, kept: [], notes, counter, text };
}
