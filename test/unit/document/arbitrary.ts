import fc from 'fast-check';
import type { DocumentContent } from '../../../src/core/document/types.ts';
import type { Span } from '../../../src/core/model/span.ts';

const HOSTILE = [
  'a',
  'B',
  '7',
  ' ',
  '\t',
  '\n',
  '\n\n',
  '\r',
  '\r\n',
  '\0',
  '\u2028',
  '\u2029',
  '\u0085',
  '\uFEFF',
  '\u00A0',
  '\x1b',
  '␛',
  '␛{000D}',
  '␛{',
  '{0',
  '}',
  '↪ ',
  '↪',
  '↦ ',
  '▸ ',
  '▹ ',
  '▹',
  '⋯ ',
  '◂',
  '━',
  '━━━ Answer ━━━',
  '━━━ Question ━━━',
  '━━━ Reasoning · lines ━━━',
  '━━━ Reference answer ━━━',
  '\uD83D',
  '\uDE00',
  '😀',
  '中',
  '。',
  '. ',
];

/** Texts made of everything that the grammar has to fear. */
export const hostileText = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.constantFrom(...HOSTILE), { maxLength: 14 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);

/** A text with ordered spans that do not overlap: trimmed ones, untrimmed ones and empty ones. */
export const textWithSteps = hostileText.chain((text) =>
  fc
    .tuple(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 12 }), fc.boolean())
    .map(([cuts, trimmed]) => {
      const sorted = [...cuts].sort((a, b) => a - b);
      const steps: Span[] = [];
      for (let index = 0; index + 1 < sorted.length; index += 2) {
        steps.push({ start: sorted[index] ?? 0, end: sorted[index + 1] ?? 0 });
      }
      return { text, steps: trimmed ? coverSteps(text, sorted) : steps };
    }),
);

/** Trimmed steps that cover the text, begun at the cuts. */
function coverSteps(text: string, cuts: readonly number[]): Span[] {
  const edges = [0, ...cuts, text.length];
  return edges.slice(1).flatMap((end, index) => {
    const start = edges[index] ?? 0;
    const piece = text.slice(start, end);
    const from = start + piece.length - piece.trimStart().length;
    return piece.trim() === '' ? [] : [{ start: from, end: from + piece.trim().length }];
  });
}

/** A list of strings as a record's own steps: joined by line feeds, untrimmed and empty elements included. */
export const stepList = fc.array(hostileText, { maxLength: 8 }).map((elements) => {
  let at = 0;
  const steps = elements.map((element) => {
    const start = at;
    at += element.length + 1;
    return { start, end: start + element.length };
  });
  return { text: elements.join('\n'), steps };
});

const maybeText = fc.option(hostileText, { nil: null });

/** Whole contents of documents. */
export const anyContent: fc.Arbitrary<DocumentContent> = fc
  .tuple(fc.oneof(textWithSteps, stepList), maybeText, maybeText, maybeText)
  .map(([reasoning, question, answer, referenceAnswer]) => ({
    question,
    reasoning: reasoning.text,
    answer,
    referenceAnswer,
    steps: reasoning.steps,
  }));
