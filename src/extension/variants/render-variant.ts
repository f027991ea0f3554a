import type { Compressed } from '../../core/compress/types.ts';
import { parseDocument } from '../../core/document/parse.ts';
import { renderDocument } from '../../core/document/render.ts';
import type { Span } from '../../core/model/span.ts';
import { segmentText } from '../../core/segment/segment.ts';

/** The trace document `original` with the compressed reasoning in place of its own, cut into steps as far as possible alike. */
export function renderVariant(original: string, compressed: Pick<Compressed, 'plan' | 'text'>): string {
  const parsed = parseDocument(original);
  const before = parsed.steps.map((step) => parsed.reasoning.slice(step.start, step.end));
  const steps = keptSpans(before, compressed) ?? segmentText(compressed.text, 'auto').steps;
  return renderDocument({
    question: parsed.question,
    reasoning: compressed.text,
    answer: parsed.answer,
    referenceAnswer: parsed.referenceAnswer,
    steps,
  });
}

/** Where the kept steps stand in the new text, by looking for their words in order; null when one is not found. */
function keptSpans(before: readonly string[], compressed: Pick<Compressed, 'plan' | 'text'>): readonly Span[] | null {
  if (!compressed.plan) return null;
  const spans: Span[] = [];
  let from = 0;
  for (const [index, action] of compressed.plan.actions.entries()) {
    if (action.kind === 'drop') continue;
    const words = (action.kind === 'rewrite' ? action.text : (before[index] ?? '')).trim();
    const start = compressed.text.indexOf(words, from);
    if (start < 0) return null;
    from = start + words.length;
    const last = spans.at(-1);
    if (action.kind === 'merge' && last) spans[spans.length - 1] = { start: last.start, end: from };
    else if (words !== '') spans.push({ start, end: from });
  }
  return spans;
}
