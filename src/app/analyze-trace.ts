import { analyzeTrace } from '../core/analysis/analyze.ts';
import type { Head, Preset, TraceText } from '../core/analysis/types.ts';
import type { Analysis } from '../core/model/finding.ts';
import type { Span } from '../core/model/span.ts';
import type { Trace } from '../core/model/trace.ts';
import { segmentText } from '../core/segment/segment.ts';
import type { TokenCounter } from '../core/tokens/types.ts';

/** What a person can choose about cutting and judging a trace. */
export interface AnalyzeChoices {
  readonly segmenter: string;
  /** Separator for the segmenter `custom-regex`; empty when not set. */
  readonly segmenterPattern: string;
  readonly preset: Preset;
  readonly disabledPasses: readonly string[];
  /** Models of the score in place of the built-in ones. */
  readonly heads?: readonly Head[];
}

/** A trace's texts with its steps, and what came of them. */
export interface AnalyzedText {
  readonly text: TraceText;
  readonly analysis: Analysis;
}

/** The texts of a trace as it was read from a record, without steps; with its logged tokens. */
export function textsOf(trace: Trace): Omit<TraceText, 'steps'> {
  return {
    question: trace.question?.text ?? null,
    reasoning: trace.reasoning.text,
    answer: trace.answer?.text ?? null,
    referenceAnswer: trace.referenceAnswer?.text ?? null,
    ...(trace.loggedTokens === undefined ? {} : { loggedTokens: trace.loggedTokens }),
    // Speakers belong to the steps that the record gives.
    ...(trace.speakers === undefined || !trace.givenSteps ? {} : { speakers: trace.speakers }),
  };
}

/** Cuts a reasoning into steps unless they are given, and analyses it. `segmenter` of given steps is "record". Never throws. */
export function analyzeTexts(
  texts: Omit<TraceText, 'steps'>,
  givenSteps: readonly Span[] | undefined,
  counter: TokenCounter,
  choices: AnalyzeChoices,
): AnalyzedText {
  const cut = givenSteps
    ? { segmenter: 'record', steps: givenSteps }
    : segmentText(texts.reasoning, choices.segmenter, { pattern: choices.segmenterPattern });
  const text = { ...texts, steps: cut.steps };
  const { preset, disabledPasses, heads } = choices;
  const options = { preset, disabledPasses, ...(heads === undefined ? {} : { heads }) };
  return { text, analysis: analyzeTrace({ text, segmenter: cut.segmenter, counter, options }) };
}
