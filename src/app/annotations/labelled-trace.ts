import { anchorsOf, type PresentStep } from '../../core/annotations/anchor.ts';
import { isLabelled } from '../../core/annotations/step-state.ts';
import { stepStates } from '../../core/annotations/trace-annotations.ts';
import { stepHash } from '../../core/document/step-hash.ts';
import type { AnnotatedTrace, StepAnchor } from '../../core/model/annotation.ts';
import type { Trace } from '../../core/model/trace.ts';
import { segmentText } from '../../core/segment/segment.ts';
import type { AnalyzeChoices } from '../analyze-trace.ts';
import type { AnnotationLog } from '../annotation-store.ts';
import type { CorpusEntry } from '../open-corpus.ts';

/** A trace of a record with its steps as people label them. */
export interface TraceSteps {
  readonly place: AnnotatedTrace;
  /** 1-based line of the record. */
  readonly line: number;
  readonly trace: Trace;
  readonly anchors: readonly StepAnchor[];
  readonly now: readonly PresentStep[];
}

/** Share of a record's steps that have a label or a rating by somebody, in [0,1]; null where it has no steps. */
export function labelledShare(
  log: Pick<AnnotationLog, 'stepRows'>,
  entry: CorpusEntry,
  choices: Pick<AnalyzeChoices, 'segmenter' | 'segmenterPattern'>,
): number | null {
  let all = 0;
  let labelled = 0;
  for (const trace of entry.traces) {
    const { place, now } = traceSteps(entry, trace, choices);
    all += now.length;
    labelled += stepStates(log.stepRows(place), now).steps.filter((said) => said.some(isLabelled)).length;
  }
  return all === 0 ? null : labelled / all;
}

/** The steps of a trace: those of the record, else as the segmenter cuts them. */
export function traceSteps(
  entry: CorpusEntry,
  trace: Trace,
  { segmenter, segmenterPattern }: Pick<AnalyzeChoices, 'segmenter' | 'segmenterPattern'>,
): TraceSteps {
  const { text } = trace.reasoning;
  const spans = trace.givenSteps ?? segmentText(text, segmenter, { pattern: segmenterPattern }).steps;
  const hashes = spans.map(({ start, end }) => stepHash(text.slice(start, end)));
  const anchors = anchorsOf(text, spans, hashes);
  return {
    place: { record: entry.record.number, traceIndex: trace.index, traceId: trace.id, sourceHash: entry.hash },
    line: entry.record.line,
    trace,
    anchors,
    now: anchors.map(({ hash, text: words }) => ({ hash, text: words })),
  };
}
