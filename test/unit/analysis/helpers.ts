import { analyzeTrace } from '../../../src/core/analysis/analyze.ts';
import type { AnalysisOptions, TraceText } from '../../../src/core/analysis/types.ts';
import type { Analysis, AnalyzedStep } from '../../../src/core/model/finding.ts';
import type { Span } from '../../../src/core/model/span.ts';

/** Counts words; the analysis only passes the counts on. */
export const wordCounter = {
  id: 'words',
  exact: false,
  count: (text: string): number => text.split(/\s+/).filter((w) => w !== '').length,
};

export interface Given {
  readonly question?: string;
  readonly answer?: string;
  readonly reference?: string;
}

/** A trace whose steps are the given strings. */
export function traceOf(steps: readonly string[], given: Given = {}): TraceText {
  const spans: Span[] = [];
  let at = 0;
  for (const step of steps) {
    spans.push({ start: at, end: at + step.length });
    at += step.length + 1;
  }
  return {
    question: given.question ?? null,
    reasoning: steps.join('\n'),
    answer: given.answer ?? null,
    referenceAnswer: given.reference ?? null,
    steps: spans,
  };
}

export function analyze(steps: readonly string[], given: Given = {}, options: Partial<AnalysisOptions> = {}): Analysis {
  return analyzeTrace({
    text: traceOf(steps, given),
    segmenter: 'given',
    counter: wordCounter,
    options: { preset: 'balanced', disabledPasses: [], ...options },
  });
}

/** The finding of a pass about a 1-based step. */
export function findingOf(
  analysis: Analysis,
  step: number,
  pass: string,
): AnalyzedStep['findings'][number] | undefined {
  return analysis.steps[step - 1]?.findings.find((f) => f.pass === pass);
}

/** 1-based numbers of the flagged steps. */
export function flagged(analysis: Analysis): readonly number[] {
  return analysis.steps.filter((s) => s.flagged).map((s) => s.index + 1);
}
