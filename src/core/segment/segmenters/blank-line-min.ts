import type { Span } from '../../model/span.ts';
import { blankLineCuts } from '../boundaries.ts';
import { spansBetween, wordCount } from '../span-tools.ts';
import type { Segmenter } from '../types.ts';

const MIN_WORDS = 50;

/** Paragraphs gathered until a step holds about 50 words; a short rest goes to the last step. */
export const blankLineMinSegmenter: Segmenter = {
  id: 'blank-line-min',
  title: 'Blank line, at least 50 words',
  summary: 'Paragraphs gathered until a step has about 50 words (R1-Compress).',
  segment: (text) => {
    const steps: Span[] = [];
    let start = -1;
    let end = 0;
    let words = 0;
    for (const paragraph of spansBetween(text, blankLineCuts(text))) {
      if (start === -1) start = paragraph.start;
      end = paragraph.end;
      words += wordCount(text, paragraph);
      if (words < MIN_WORDS) continue;
      steps.push({ start, end });
      start = -1;
      words = 0;
    }
    if (start === -1) return steps;
    const last = steps.pop();
    steps.push({ start: last?.start ?? start, end });
    return steps;
  },
};
