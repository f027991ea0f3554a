import type { TraceText } from '../../../src/core/analysis/types.ts';
import type { Span } from '../../../src/core/model/span.ts';

/** A trace of the given words with `gaps` before, between and after them (one more than words). */
export function traceWithGaps(words: readonly string[], gaps: readonly string[]): TraceText {
  let reasoning = gaps[0] ?? '';
  const steps: Span[] = [];
  words.forEach((word, i) => {
    steps.push({ start: reasoning.length, end: reasoning.length + word.length });
    reasoning += word + (gaps[i + 1] ?? '');
  });
  return { question: null, reasoning, answer: null, referenceAnswer: null, steps };
}

/** A trace whose steps end at ". ", at a line break or at a blank line; good enough for hand-written tests. */
export function traceOf(reasoning: string, over: Partial<TraceText> = {}): TraceText {
  const steps: Span[] = [];
  for (const match of reasoning.matchAll(/\S[^\n]*?(?:[.?!](?=\s|$)|$)/gmu)) {
    steps.push({ start: match.index, end: match.index + match[0].trimEnd().length });
  }
  return { question: null, reasoning, answer: null, referenceAnswer: null, steps, ...over };
}
