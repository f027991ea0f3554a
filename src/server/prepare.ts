import { analyzeTrace } from '../core/analysis/analyze.ts';
import type { TraceText } from '../core/analysis/types.ts';
import { segmentText } from '../core/segment/segment.ts';
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
  const { analysis, kept, notes, counter, parsed, document } = trace;
  const { question, reasoning, answer, referenceAnswer, steps } = parsed;
  const text = { question, reasoning, answer, referenceAnswer, steps };
  return { version: document.version, analysis, kept, notes, counter, text };
}

async function prepareText(server: Server, target: TraceTarget & { readonly kind: 'text' }): Promise<PreparedTrace> {
  const { settings, notes } = await server.settings.get(target.corpus);
  const counter = await server.counters.get(settings.tokenizer);
  await server.runtime.yield();
  const segmentation = target.steps
    ? { segmenter: 'record', steps: target.steps }
    : segmentText(target.text.reasoning, settings.segmenter, { pattern: settings.segmenterPattern });
  const text = { ...target.text, steps: segmentation.steps };
  const options = { preset: settings.preset, disabledPasses: settings.disabledPasses };
  const analysis = analyzeTrace({ text, segmenter: segmentation.segmenter, counter, options });
  return { version: null, analysis, kept: [], notes, counter, text };
}
