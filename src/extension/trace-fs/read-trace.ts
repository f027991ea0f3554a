import { FileSystemError, workspace } from 'vscode';
import { renderDocument } from '../../core/document/render.ts';
import type { Trace } from '../../core/model/trace.ts';
import { segmentText } from '../../core/segment/segment.ts';
import type { Corpora, LoadedRecord } from '../corpora.ts';
import { type TraceRef, traceName } from './uris.ts';

/** A trace rendered as a document, with the record it came from. */
export interface ReadTrace {
  readonly text: string;
  readonly trace: Trace;
  readonly entry: LoadedRecord;
}

/** Reads a trace and renders its document. Rejects with a FileSystemError that says what is missing. */
export async function readTrace(corpora: Corpora, ref: TraceRef): Promise<ReadTrace> {
  const corpus = await corpora.get(ref.corpus);
  const entry = await corpus.find(ref.record);
  if (!entry) throw FileSystemError.FileNotFound(`${traceName(ref)}: the corpus has no record ${ref.record} any more`);
  const trace = entry.traces[ref.traceIndex];
  if (!trace) {
    const why = entry.problems[0]?.message ?? 'no trace was found in it';
    throw FileSystemError.FileNotFound(`${traceName(ref)}: record ${ref.record} cannot be shown: ${why}`);
  }
  return { text: renderTrace(trace, ref), trace, entry };
}

/** The document of a trace, cut into steps by the record's own list or by the settings. */
export function renderTrace(trace: Trace, ref: TraceRef): string {
  const settings = workspace.getConfiguration('cotLens', ref.corpus);
  const pattern = settings.get('segmenterPattern', '');
  const reasoning = trace.reasoning.text;
  const steps = trace.givenSteps ?? segmentText(reasoning, settings.get('segmenter', 'auto'), { pattern }).steps;
  return renderDocument({
    question: trace.question?.text ?? null,
    reasoning,
    answer: trace.answer?.text ?? null,
    referenceAnswer: trace.referenceAnswer?.text ?? null,
    steps,
  });
}
